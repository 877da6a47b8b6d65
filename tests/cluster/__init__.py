"""Two machines that share nothing but an object store, pretended on one."""
