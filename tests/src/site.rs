//! The practice site, served as static files.

use crate::node::Node;
use crate::path;

/// A server of the practice site's files. Ends when dropped.
pub struct Site {
    /// Where it is, with a slash at the end.
    pub address: String,
    _server: Node,
}

impl Site {
    /// Serves the practice site.
    #[must_use]
    pub fn start() -> Self {
        Self::of("LOSEN_WWW")
    }

    /// Serves the folder that a variable names.
    #[must_use]
    pub fn of(variable: &str) -> Self {
        let (server, address) = Node::start("serve.mjs", &[path(variable)]);
        Self {
            address,
            _server: server,
        }
    }
}
