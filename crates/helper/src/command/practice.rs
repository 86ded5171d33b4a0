use std::path::Path;

use aws_lc_rs::rand::SecureRandom as _;
use losen_core::text::Message;
use losen_practice::{Faults, Notary, Practice, Settings};
use serde_json::json;
use tokio::net::TcpListener;

use crate::cli::PracticeArgs;
use crate::clock;
use crate::folders::Folders;
use crate::output::{Failure, Outcome, Output};
use crate::practice::{
    Authority, HelperNotary, ORGANISATION, ORGNO, PROFILE, PracticeError, Workshop, serve,
};

/// `losen practice`: serves the practice environment until it is interrupted, then removes what it made.
pub fn practice(
    folders: &Folders,
    arguments: &PracticeArgs,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(run(folders, arguments, output))
}

impl From<PracticeError> for Failure {
    fn from(error: PracticeError) -> Self {
        Self::Unusable(Message::new("cli.practice.failed").with("reason", error.to_string()))
    }
}

async fn run(
    folders: &Folders,
    arguments: &PracticeArgs,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    let stop = Stop::listen()?;
    let faults = arguments.faults.as_deref().map(read_faults).transpose()?;
    let now = clock::now();
    let authority = Authority::new(now)?;
    let credentials = authority.enterprise(ORGANISATION, ORGNO, arguments.certificate, now)?;
    let notary = HelperNotary::new(authority.certificate())?;
    let listener = listen(arguments.listen).await?;
    let base = format!("http://{}", listener.local_addr()?);
    let mut practice = Practice::new(Settings {
        base,
        orgno: ORGNO.to_owned(),
        organisation: ORGANISATION.to_owned(),
        seed: seed()?,
    });
    if let Some(faults) = faults {
        *practice.faults_mut() = faults;
    }
    let endpoints = practice.endpoints();
    let workshop = Workshop::open(folders, &credentials, &endpoints, practice.admin_client_id())?;
    // The first line is for programs; whoever reads it must not have to wait for a buffer to fill.
    let addresses = json!({
        "api": endpoints.api,
        "token": endpoints.token,
        "issuer": endpoints.audience,
        "krr": endpoints.krr,
        "portal": endpoints.portal,
        "profile": PROFILE,
    });
    writeln!(output.out, "{addresses}")?;
    output.out.flush()?;
    tracing::info!("key and passphrase are in {}", workshop.folder().display());
    let notary: Box<dyn Notary + Send + Sync> = Box::new(notary);
    serve(listener, practice, notary, clock::now, stop.wait()).await;
    Ok(Outcome::Fine)
}

async fn listen(address: std::net::SocketAddr) -> Result<TcpListener, PracticeError> {
    if !address.ip().is_loopback() {
        return Err(PracticeError::NotLoopback(address));
    }
    TcpListener::bind(address)
        .await
        .map_err(|source| PracticeError::Listen {
            address: address.to_string(),
            source,
        })
}

fn read_faults(path: &Path) -> Result<Faults, PracticeError> {
    let wrong = |reason: String| PracticeError::Faults {
        path: path.display().to_string(),
        reason,
    };
    let text = std::fs::read_to_string(path).map_err(|error| wrong(error.to_string()))?;
    serde_json::from_str(&text).map_err(|error| wrong(error.to_string()))
}

fn seed() -> Result<[u8; 16], PracticeError> {
    let mut seed = [0; 16];
    aws_lc_rs::rand::SystemRandom::new()
        .fill(&mut seed)
        .map_err(|_| PracticeError::NoRandomness)?;
    Ok(seed)
}

/// The wish that we end. Listened for before anything is made, so that nothing is left behind by an early one.
struct Stop {
    #[cfg(unix)]
    interrupt: tokio::signal::unix::Signal,
    #[cfg(unix)]
    terminate: tokio::signal::unix::Signal,
}

impl Stop {
    #[cfg(unix)]
    fn listen() -> std::io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self {
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
        })
    }

    #[cfg(unix)]
    async fn wait(mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
    }

    #[cfg(not(unix))]
    fn listen() -> std::io::Result<Self> {
        Ok(Self {})
    }

    #[cfg(not(unix))]
    async fn wait(self) {
        let _ended = tokio::signal::ctrl_c().await;
    }
}
