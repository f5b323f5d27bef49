//! Settings: the only place with defaults. Read from a TOML file, checked once, then passed in full.
