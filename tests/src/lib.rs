//! End to end: real browsers, the real helper, the practice environment.
