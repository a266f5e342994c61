"""Pages of daily activities: their entry, their verification, corrections, and the Bank Aktivitas."""
