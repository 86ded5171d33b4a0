//! The practice environment: a pretend Digdir, pure.
