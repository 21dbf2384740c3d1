"""The commands of `zeren`, one file a group. Each imports what it needs when it runs: all start quickly."""
