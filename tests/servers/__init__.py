"""Real servers for tests, on loopback; a test skips, with the reason, where one is not installed."""
