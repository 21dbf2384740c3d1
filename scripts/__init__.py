"""scripts: the command line `zeren`, benchmarks and the quality gate; the only place where the parts meet."""
