//! The only way out to the network: no redirects, no retries, time limits, a cap on what comes back.

use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use losen_core::api::{ApiReply, ApiRequest, Obstacle, TransportFailure};
use losen_core::grant::TEST_PERSON;
use losen_core::login::IdPorten;
use losen_core::model::{Endpoints, Environment};
use secrecy::{ExposeSecret, SecretString};
use ureq::Agent;
use ureq::http::Response;
use ureq::tls::{RootCerts, TlsConfig, TlsProvider};

/// A token response is some two kilobytes.
const MAX_TOKEN_REPLY: u64 = 64 * 1024;
/// A large organisation's list of clients.
const MAX_API_REPLY: u64 = 8 * 1024 * 1024;

/// The way out to one environment. A trait so that a test can see what would be sent to production, where no test
/// ever goes.
pub trait Network {
    /// Sends a grant to the environment's own token endpoint.
    fn token(&self, grant: &SecretString) -> Result<ApiReply, TransportFailure>;
    /// Looks the test person up in KRR.
    fn lookup(&self, token: &SecretString) -> Result<ApiReply, TransportFailure>;
    /// Sends a call to the self-service API, once.
    fn api(&self, request: &ApiRequest, token: Option<&SecretString>) -> Result<ApiReply, TransportFailure>;
    /// Sends the code of a login to ID-porten's own token endpoint. `basic` is id and secret, joined.
    fn exchange(
        &self,
        form: &[(&'static str, SecretString)],
        basic: Option<&SecretString>,
    ) -> Result<ApiReply, TransportFailure>;
    /// Asks KRR for the one who logged in.
    fn person(&self, token: &SecretString) -> Result<ApiReply, TransportFailure>;
}

/// A connection to the services of one environment.
#[derive(Clone, Debug)]
pub struct Http {
    agent: Agent,
    endpoints: Endpoints,
    idporten: Option<IdPorten>,
}

/// Why nothing came back, in the words of whatever failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoReply {
    /// Whether anything can have arrived.
    pub failure: TransportFailure,
    /// The reason, for the diagnosis.
    pub words: String,
}

impl Http {
    /// Nothing is sent yet.
    #[must_use]
    pub fn to(environment: Environment, endpoints: Endpoints) -> Self {
        // Organisations install their own roots; the operating system knows them.
        Self::with(environment, endpoints, RootCerts::PlatformVerifier)
    }

    /// A connection that trusts these authorities alone, as a machine does on which IT has installed them.
    #[cfg(test)]
    pub fn trusting(
        endpoints: Endpoints,
        authorities: &[rustls::pki_types::CertificateDer<'static>],
    ) -> Self {
        let authority = |der| ureq::tls::Certificate::from_der(der).to_owned();
        let roots: Vec<_> = authorities.iter().map(|der| authority(der)).collect();
        Self::with(Environment::Test, endpoints, RootCerts::from(roots))
    }

    fn with(environment: Environment, endpoints: Endpoints, roots: RootCerts) -> Self {
        let practice = environment == Environment::Practice;
        let tls = TlsConfig::builder()
            .provider(TlsProvider::Rustls)
            .root_certs(roots)
            .unversioned_rustls_crypto_provider(Arc::new(rustls::crypto::aws_lc_rs::default_provider()))
            .build();
        let mut config = Agent::config_builder()
            .max_redirects(0)
            .max_redirects_will_error(false)
            .http_status_as_error(false)
            .https_only(!practice)
            .user_agent(concat!("losen/", env!("CARGO_PKG_VERSION")))
            .timeout_resolve(Some(Duration::from_secs(5)))
            .timeout_connect(Some(Duration::from_secs(10)))
            .timeout_recv_response(Some(Duration::from_secs(20)))
            .timeout_global(Some(Duration::from_secs(40)))
            .tls_config(tls);
        if practice {
            // A proxy would be a way off this machine.
            config = config.proxy(None);
        }
        Self {
            agent: config.build().new_agent(),
            idporten: IdPorten::of(environment, Some(&endpoints)),
            endpoints,
        }
    }

    /// Looks at an open page of the service, to see whether the line holds.
    pub fn look(&self, address: &str) -> Result<ApiReply, NoReply> {
        let response = self.agent.get(address).call().map_err(|error| NoReply {
            failure: failure(&error),
            words: error.to_string(),
        })?;
        read(response, MAX_TOKEN_REPLY).map_err(|failure| NoReply {
            failure,
            words: String::new(),
        })
    }
}

impl Network for Http {
    fn token(&self, grant: &SecretString) -> Result<ApiReply, TransportFailure> {
        let form = [
            ("grant_type", losen_core::grant::GRANT_TYPE),
            ("assertion", grant.expose_secret()),
        ];
        let response = self
            .agent
            .post(&self.endpoints.token)
            .send_form(form)
            .map_err(|error| failure(&error))?;
        read(response, MAX_TOKEN_REPLY)
    }

    fn lookup(&self, token: &SecretString) -> Result<ApiReply, TransportFailure> {
        let response = self
            .agent
            .post(format!("{}/v2/personer", self.endpoints.krr))
            .header("accept", "application/json")
            .header("authorization", format!("Bearer {}", token.expose_secret()))
            .content_type("application/json")
            .send(serde_json::json!({ "personidentifikatorer": [TEST_PERSON] }).to_string())
            .map_err(|error| failure(&error))?;
        read(response, MAX_TOKEN_REPLY)
    }

    fn api(&self, request: &ApiRequest, token: Option<&SecretString>) -> Result<ApiReply, TransportFailure> {
        let address = request.address(&self.endpoints.api);
        let mut builder = ureq::http::Request::builder()
            .method(request.method.as_str())
            .uri(with_query(&address, &request.query))
            .header("accept", "application/json");
        if let Some(token) = token {
            builder = builder.header("authorization", format!("Bearer {}", token.expose_secret()));
        }
        let body = match request.content() {
            Some((kind, body)) => {
                builder = builder.header("content-type", kind);
                body
            }
            None => String::new(),
        };
        // Only a value that is no header or no address fails here, and then nothing has been sent.
        let request = builder.body(body).map_err(|_| TransportFailure::NotSent)?;
        let response = self.agent.run(request).map_err(|error| failure(&error))?;
        read(response, MAX_API_REPLY)
    }

    fn exchange(
        &self,
        form: &[(&'static str, SecretString)],
        basic: Option<&SecretString>,
    ) -> Result<ApiReply, TransportFailure> {
        let idporten = self.idporten.as_ref().ok_or(TransportFailure::NotSent)?;
        let mut request = self
            .agent
            .post(&idporten.token)
            .header("accept", "application/json");
        if let Some(pair) = basic {
            let credentials = BASE64_STANDARD.encode(pair.expose_secret());
            request = request.header("authorization", format!("Basic {credentials}"));
        }
        let form = form.iter().map(|(name, value)| (*name, value.expose_secret()));
        let response = request.send_form(form).map_err(|error| failure(&error))?;
        read(response, MAX_TOKEN_REPLY)
    }

    fn person(&self, token: &SecretString) -> Result<ApiReply, TransportFailure> {
        let response = self
            .agent
            .get(format!("{}/v1/person", self.endpoints.krr))
            .header("accept", "application/json")
            .header("authorization", format!("Bearer {}", token.expose_secret()))
            .call()
            .map_err(|error| failure(&error))?;
        read(response, MAX_TOKEN_REPLY)
    }
}

fn with_query(address: &str, query: &[(String, String)]) -> String {
    if query.is_empty() {
        return address.to_owned();
    }
    let mut encoded = form_urlencoded::Serializer::new(String::new());
    encoded.extend_pairs(query);
    format!("{address}?{}", encoded.finish())
}

fn read(mut response: Response<ureq::Body>, limit: u64) -> Result<ApiReply, TransportFailure> {
    let headers = response
        .headers()
        .iter()
        .map(|(name, value)| {
            (
                name.as_str().to_owned(),
                String::from_utf8_lossy(value.as_bytes()).into_owned(),
            )
        })
        .collect();
    let status = response.status().as_u16();
    let body = response
        .body_mut()
        .with_config()
        .limit(limit)
        .read_to_vec()
        .map_err(|_| TransportFailure::Unknown)?;
    Ok(ApiReply {
        status,
        headers,
        body: String::from_utf8_lossy(&body).into_owned(),
    })
}

/// Whether it is certain that nothing was sent. When in doubt it is not: a create is then settled by looking.
/// What a failed call means: whether anything can have arrived, and what stopped it if the library says so.
fn failure(error: &ureq::Error) -> TransportFailure {
    use ureq::Timeout;
    tracing::debug!("no reply: {error}");
    let because = |obstacle: Obstacle| TransportFailure::Stopped(obstacle);
    match error {
        ureq::Error::HostNotFound => because(Obstacle::Name),
        ureq::Error::Timeout(Timeout::Resolve | Timeout::Connect) => because(Obstacle::Timeout),
        ureq::Error::ConnectProxyFailed(words) if words.contains("407") => because(Obstacle::ProxyLogin),
        // Only a connection that is being made meets these; a server that is slow to answer may have the request.
        ureq::Error::ConnectionFailed
        | ureq::Error::ConnectProxyFailed(_)
        | ureq::Error::Tls(_)
        | ureq::Error::Rustls(_)
        | ureq::Error::Io(_) => match Obstacle::named_in(&error.to_string()) {
            Some(Obstacle::Timeout) => TransportFailure::Unknown,
            Some(obstacle) => because(obstacle),
            None if matches!(error, ureq::Error::Io(_)) => TransportFailure::Unknown,
            None => TransportFailure::NotSent,
        },
        ureq::Error::BadUri(_) | ureq::Error::RequireHttpsOnly(_) | ureq::Error::InvalidProxyUrl => {
            TransportFailure::NotSent
        }
        _ => TransportFailure::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_is_encoded_whole() {
        let query = [("scope".to_owned(), "krr:global/kontakt&info.read æ".to_owned())];
        assert_eq!(
            with_query("http://127.0.0.1:1/scopes/access", &query),
            "http://127.0.0.1:1/scopes/access?scope=krr%3Aglobal%2Fkontakt%26info.read+%C3%A6"
        );
    }
}
