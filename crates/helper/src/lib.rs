//! losen: native messaging host and command line.
