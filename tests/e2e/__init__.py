"""The whole of Lakon as people meet it: a real server, a real Chromium, and the story of one SKP through its pages."""
