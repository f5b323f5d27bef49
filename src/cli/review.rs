//! `selfsame review`.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use super::Ending;
use crate::error::Result;
use crate::review::{ServerRequest, Tls, serve};

/// Open the review desk: the web page where staff decide what the machine may not
///
/// Staff sign in as users of the registry (selfsame registry user add), take one question after the other,
/// see both records beside each other with what speaks for and against, and answer. The next night heeds the
/// answers. Every look at a person and every act is in the registry's log.
#[derive(clap::Args)]
#[command(after_long_help = "\
Inputs: a registry with users; for TLS a certificate chain and its key as PEM files.

Output: pages, until the process is interrupted or told to end; answers in the registry. The address is \
printed once it is open; errors follow, without a value of a record.

Cost: 200 bytes of memory a record of the registry, 330 while it starts, and a few milliseconds a page. Of \
1,090,000 clients (2,910,000 records): 0.6 GiB, 20 seconds of one core to start, 3 ms a $match. Nights may run \
beside it, and both wait for each other for at most half a minute. A record that is entered is a night of its \
own: it takes as long and as much memory as a small night.

Without TLS it listens on this machine alone (127.0.0.1): behind a proxy that keeps TLS give --behind-proxy, \
and let the proxy pass Host on and set X-Forwarded-For.

Exit codes: 0 done: stopped when told; 2 failed.

Example:
  selfsame registry user add --registry registry.db --name mfs --role reviewer
  selfsame review --registry registry.db")]
pub struct Arguments {
    /// The registry
    #[arg(long, value_name = "FILE")]
    registry: PathBuf,
    /// Where to listen; port 0 takes a free one
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// The certificate chain, PEM
    #[arg(long, value_name = "FILE", requires = "tls_key")]
    tls_certificates: Option<PathBuf>,
    /// Its key, PEM
    #[arg(long, value_name = "FILE", requires = "tls_certificates")]
    tls_key: Option<PathBuf>,
    /// A proxy before us keeps TLS
    #[arg(long, conflicts_with = "tls_certificates")]
    behind_proxy: bool,
    /// Listen without TLS where others can reach it, and read along
    #[arg(long, conflicts_with_all = ["tls_certificates", "behind_proxy"])]
    without_tls: bool,
    /// Minutes without a click after which a session ends
    #[arg(long, value_name = "N", default_value_t = 15, value_parser = clap::value_parser!(u64).range(1..=720))]
    idle_minutes: u64,
    /// A report of accuracy to show: what selfsame evaluate --report has written
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
}

impl Arguments {
    /// Runs the command.
    pub fn run(&self) -> Result<Ending> {
        let files = self.tls_certificates.clone().zip(self.tls_key.clone());
        let tls = match files {
            Some((certificates, key)) => Tls::Files { certificates, key },
            None if self.behind_proxy => Tls::AtProxy,
            None if self.without_tls => Tls::NoneByWish,
            None => Tls::None,
        };
        serve(&ServerRequest {
            registry: self.registry.clone(),
            listen: self.listen,
            tls,
            idle: Duration::from_secs(60 * self.idle_minutes),
            report: self.report.clone(),
        })?;
        Ok(Ending::Done)
    }
}
