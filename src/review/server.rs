//! Listening: by TLS, behind a proxy, or on this machine alone.
//!
//! In: where to listen and how. Out: a server, until it is told to stop. Must never: listen where others can
//! reach it without TLS unless it is told to, or write a value of a record to its log.

use std::io::Write as _;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use axum_server::Handle;
use axum_server::tls_rustls::RustlsConfig;

use super::app::{App, Reached};
use super::routes::router;
use crate::error::{Error, Result};

/// How long requests that have begun may take when the server is told to stop.
const GRACE: Duration = Duration::from_secs(10);

/// How the way to the server is kept from others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Tls {
    /// It is not: for this machine alone.
    None,
    /// By certificates of our own: the chain and the key, as PEM.
    Files {
        /// The chain.
        certificates: PathBuf,
        /// The key.
        key: PathBuf,
    },
    /// By a proxy in front of us.
    AtProxy,
    /// It is not, and whoever starts the server wants it so.
    NoneByWish,
}

/// Threads that read and hash at a time: more would wait for the same cores, each with a connection of its
/// own.
const READERS: usize = 16;

/// What to serve, and where.
#[derive(Debug, Clone)]
pub struct ServerRequest {
    /// The registry.
    pub registry: PathBuf,
    /// Where to listen.
    pub listen: SocketAddr,
    /// How the way there is kept.
    pub tls: Tls,
    /// After so long without a click a session ends.
    pub idle: Duration,
    /// A report of accuracy to show.
    pub report: Option<PathBuf>,
}

/// Serves until the process is told to stop.
///
/// # Errors
/// The registry cannot be written, the address is taken, a certificate cannot be read, or others could reach
/// the server without TLS.
pub fn serve(request: &ServerRequest) -> Result<()> {
    if request.tls == Tls::None && !request.listen.ip().is_loopback() {
        let problem = "--listen: others can reach this address, and without TLS they can read along; \
                       give --tls-certificates and --tls-key, or --behind-proxy, or --without-tls";
        return Err(Error::Usage(problem.into()));
    }
    let reached = Reached {
        securely: matches!(request.tls, Tls::Files { .. } | Tls::AtProxy),
        by_proxy: request.tls == Tls::AtProxy,
    };
    let mut app = App::open(&request.registry, request.idle, reached)?;
    app.report.clone_from(&request.report);
    let app = Arc::new(app);
    let mut runtime = tokio::runtime::Builder::new_multi_thread();
    let runtime = runtime.max_blocking_threads(READERS).enable_all().build();
    let runtime = runtime.map_err(|_| Error::Usage("the system gives no threads".into()))?;
    runtime.block_on(listen(request, app))
}

async fn listen(request: &ServerRequest, app: Arc<App>) -> Result<()> {
    let taken = |error: std::io::Error| {
        Error::Usage(format!("--listen {}: {}", request.listen, error.kind()))
    };
    let listener = std::net::TcpListener::bind(request.listen).map_err(taken)?;
    listener.set_nonblocking(true).map_err(taken)?;
    let address = listener.local_addr().map_err(taken)?;
    let (handle, service) = (Handle::new(), router(&app));
    let service = service.into_make_service_with_connect_info::<SocketAddr>();
    tokio::spawn(Arc::clone(&app).watch());
    tokio::spawn(stop_when_told(handle.clone()));
    let scheme = if matches!(request.tls, Tls::Files { .. }) { "https" } else { "http" };
    tell(&format!("the review desk is open at {scheme}://{address}/"));
    let served = match &request.tls {
        Tls::Files { certificates, key } => {
            let config = RustlsConfig::from_pem_file(certificates, key).await;
            let config = config.map_err(|_| {
                let problem = "no PEM certificate chain and key that fit each other; check \
                               --tls-certificates and --tls-key";
                Error::input(certificates, problem)
            })?;
            let server = axum_server::from_tcp_rustls(listener, config).map_err(taken)?;
            server.handle(handle).serve(service).await
        }
        _ => {
            let server = axum_server::from_tcp(listener).map_err(taken)?;
            server.handle(handle).serve(service).await
        }
    };
    served.map_err(taken)
}

/// Ends the server when the process is interrupted or told to end; what has begun is brought to its end.
async fn stop_when_told(handle: Handle<SocketAddr>) {
    let interrupted = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let Ok(mut told) = signal(SignalKind::terminate()) else { return };
        tokio::select! {
            _ = interrupted => {}
            _ = told.recv() => {}
        }
    }
    #[cfg(not(unix))]
    let _ = interrupted.await;
    handle.graceful_shutdown(Some(GRACE));
}

/// Says something to whoever has started the server.
pub fn tell(text: &str) {
    let _ = writeln!(std::io::stderr(), "selfsame: {text}");
}
