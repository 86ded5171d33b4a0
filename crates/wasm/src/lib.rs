//! The core as a JavaScript and TypeScript package.
