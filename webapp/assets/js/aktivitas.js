// Daily activities on a phone. Enhancement only: items are found while typing, photos are made small before they are
// sent, and an entry that meets a dead line waits on this device. Every page works without this file.
import "./aktivitas/items.js";
import "./aktivitas/photos.js";
import "./aktivitas/entry.js";
