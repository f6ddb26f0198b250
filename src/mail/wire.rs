//! The socket under a connection: no delay, bounded and printable replies, TLS, and a note of when the final dot left.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicUsize, Ordering};
use std::task::{Context, Poll, ready};

use lettre::transport::smtp::client::AsyncTokioStream;
use rustls_pki_types::pem::PemObject;
use rustls_pki_types::{CertificateDer, ServerName};
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufReader, ReadBuf};
use tokio::net::TcpStream;
use tokio::sync::Notify;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

/// More than any server says in one reply; what comes beyond is no answer (lettre itself reads a line without end).
const MAX_REPLY_OCTETS: usize = 64 * 1024;
/// What is looked for in the reply to EHLO, from the fifth octet of a line.
const PIPELINING: &[u8] = b"PIPELINING";
/// As much of a line as has to be known: code, hyphen, that word, and one octet more.
const LINE_HEAD: usize = 4 + PIPELINING.len() + 1;

/// What the connection above may ask about the bytes below.
#[derive(Debug, Default)]
pub(super) struct Progress {
    dot_written: AtomicBool,
    dot: Notify,
    /// Octets up to the final dot that the socket has not taken yet.
    until_dot: AtomicUsize,
    spoke_out_of_turn: AtomicBool,
    /// Replies that what is written next asks for; 0 stands for one.
    asks_for: AtomicU32,
    /// Whether a reply said PIPELINING.
    pipelining: AtomicBool,
    /// Whether a reply said DSN.
    dsn: AtomicBool,
}

impl Progress {
    /// Forgets the dot of the message before; the next one ends the `octets` that are written next.
    pub(super) fn begin_content(&self, octets: usize) {
        self.dot_written.store(false, Ordering::SeqCst);
        self.until_dot.store(octets, Ordering::SeqCst);
    }

    /// Counts octets that the socket took.
    fn took(&self, octets: usize) {
        let left = self.until_dot.load(Ordering::SeqCst);
        self.until_dot.store(left.saturating_sub(octets), Ordering::SeqCst);
    }

    /// Everything that was taken has been handed on; says so once if the end of a message was in it.
    fn handed_on(&self) {
        if self.until_dot.load(Ordering::SeqCst) == 0 && !self.dot_written.swap(true, Ordering::SeqCst) {
            self.dot.notify_waiters();
        }
    }

    /// Whether the end of the message has been handed to the operating system.
    pub(super) fn dot_has_left(&self) -> bool {
        self.dot_written.load(Ordering::SeqCst)
    }

    /// Returns once the end of the message has been handed to the operating system.
    pub(super) async fn until_dot_has_left(&self) {
        loop {
            let notified = self.dot.notified();
            if self.dot_has_left() {
                return;
            }
            notified.await;
        }
    }

    /// Says how many commands are written together next; each gets a reply of its own (RFC 2920).
    pub(super) fn asks_for(&self, replies: u32) {
        self.asks_for.store(replies, Ordering::SeqCst);
    }

    /// Whether the server has offered to take several commands at once. To be asked after its greeting.
    pub(super) fn offers_pipelining(&self) -> bool {
        self.pipelining.load(Ordering::SeqCst)
    }

    /// Whether the server takes the parameters of RFC 3461. To be asked after its greeting.
    pub(super) fn offers_dsn(&self) -> bool {
        self.dsn.load(Ordering::SeqCst)
    }

    /// The server sent more replies than it was asked for: what comes next could answer the wrong question.
    pub(super) fn out_of_step(&self) -> bool {
        self.spoke_out_of_turn.load(Ordering::SeqCst)
    }
}

#[derive(Debug)]
enum Stream {
    Plain(TcpStream),
    Tls(Box<TlsStream<TcpStream>>),
}

/// The stream that lettre's connection runs on.
#[derive(Debug)]
pub(super) struct Wire {
    stream: Stream,
    peer: SocketAddr,
    progress: Arc<Progress>,
    /// A greeting that was already read before TLS began; lettre expects to read one.
    greeting: &'static [u8],
    /// Octets and lines of the reply being read; a line is final when its fourth octet is no hyphen.
    reply_octets: usize,
    line: Vec<u8>,
    /// Replies still to come to what was written; the greeting comes unasked.
    replies_due: u32,
    reply_complete: bool,
}

impl Wire {
    pub(super) fn plain(stream: TcpStream, progress: Arc<Progress>) -> io::Result<Self> {
        let peer = stream.peer_addr()?;
        Ok(Self::new(Stream::Plain(stream), peer, progress, b""))
    }

    /// TLS over a socket; `greeted` when the server's banner was read before TLS began.
    pub(super) async fn tls(
        stream: TcpStream,
        roots: &TlsRoots,
        host: &str,
        greeted: bool,
        progress: Arc<Progress>,
    ) -> io::Result<Self> {
        let peer = stream.peer_addr()?;
        let stream = roots.shake(stream, host).await?;
        let greeting: &[u8] = if greeted { b"220 encrypted\r\n" } else { b"" };
        Ok(Self::new(Stream::Tls(Box::new(stream)), peer, progress, greeting))
    }

    fn new(stream: Stream, peer: SocketAddr, progress: Arc<Progress>, greeting: &'static [u8]) -> Self {
        let line = Vec::with_capacity(LINE_HEAD);
        Self { stream, peer, progress, greeting, reply_octets: 0, line, replies_due: 1, reply_complete: false }
    }

    fn poll_stream(&mut self, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        match &mut self.stream {
            Stream::Plain(stream) => Pin::new(stream).poll_read(cx, buf),
            Stream::Tls(stream) => Pin::new(stream.as_mut()).poll_read(cx, buf),
        }
    }

    /// Follows the replies: where the last of them ends, and whether anything comes after it.
    fn follow(&mut self, octets: &[u8]) {
        for &octet in octets {
            if self.reply_complete {
                self.progress.spoke_out_of_turn.store(true, Ordering::SeqCst);
                return;
            }
            if octet == b'\n' {
                let said = self.line.get(4..).unwrap_or_default().trim_ascii_end();
                if self.line.starts_with(b"250") && said.eq_ignore_ascii_case(PIPELINING) {
                    self.progress.pipelining.store(true, Ordering::SeqCst);
                }
                if self.line.starts_with(b"250") && said.eq_ignore_ascii_case(b"DSN") {
                    self.progress.dsn.store(true, Ordering::SeqCst);
                }
                if self.line.get(3) != Some(&b'-') {
                    self.replies_due = self.replies_due.saturating_sub(1);
                    self.reply_complete = self.replies_due == 0;
                }
                self.line.clear();
            } else if self.line.len() < LINE_HEAD {
                self.line.push(octet);
            }
        }
    }

    /// Before a new command: nothing may be waiting. An end or a late word ("421 idle too long") is found here, while
    /// the message is still certainly unsent, and not as the answer to a question it does not belong to.
    fn check_silence(&mut self, cx: &mut Context<'_>) -> io::Result<()> {
        let mut space = [0; 64];
        let mut buf = ReadBuf::new(&mut space);
        match self.poll_stream(cx, &mut buf) {
            Poll::Pending => Ok(()),
            Poll::Ready(Err(e)) => Err(e),
            Poll::Ready(Ok(())) if buf.filled().is_empty() => Err(io::ErrorKind::UnexpectedEof.into()),
            Poll::Ready(Ok(())) => {
                self.progress.spoke_out_of_turn.store(true, Ordering::SeqCst);
                Err(io::Error::new(io::ErrorKind::InvalidData, "the server spoke out of turn"))
            }
        }
    }
}

impl AsyncTokioStream for Wire {
    fn peer_addr(&self) -> io::Result<SocketAddr> {
        Ok(self.peer)
    }
}

impl AsyncRead for Wire {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        if !this.greeting.is_empty() {
            let (now, later) = this.greeting.split_at(this.greeting.len().min(buf.remaining()));
            buf.put_slice(now);
            this.greeting = later;
            this.reply_complete = later.is_empty();
            this.replies_due = u32::from(!this.reply_complete);
            return Poll::Ready(Ok(()));
        }
        let before = buf.filled().len();
        ready!(this.poll_stream(cx, buf))?;
        let fresh = buf.filled_mut().get_mut(before..).unwrap_or_default();
        // Replies in Latin-1 are common in error texts; lettre would take them for a broken connection.
        for octet in fresh.iter_mut().filter(|octet| !octet.is_ascii()) {
            *octet = b'?';
        }
        this.reply_octets += fresh.len();
        if this.reply_octets > MAX_REPLY_OCTETS {
            return Poll::Ready(Err(io::Error::new(io::ErrorKind::InvalidData, "the server's reply has no end")));
        }
        let fresh = fresh.to_vec();
        this.follow(&fresh);
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Wire {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        if this.reply_complete {
            this.check_silence(cx)?;
            this.reply_complete = false;
            this.reply_octets = 0;
            this.replies_due = this.progress.asks_for.swap(0, Ordering::SeqCst).max(1);
        }
        let written = ready!(match &mut this.stream {
            Stream::Plain(stream) => Pin::new(stream).poll_write(cx, buf),
            Stream::Tls(stream) => Pin::new(stream.as_mut()).poll_write(cx, buf),
        })?;
        this.progress.took(written);
        Poll::Ready(Ok(written))
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        ready!(match &mut this.stream {
            Stream::Plain(stream) => Pin::new(stream).poll_flush(cx),
            Stream::Tls(stream) => Pin::new(stream.as_mut()).poll_flush(cx),
        })?;
        this.progress.handed_on();
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match &mut self.get_mut().stream {
            Stream::Plain(stream) => Pin::new(stream).poll_shutdown(cx),
            Stream::Tls(stream) => Pin::new(stream.as_mut()).poll_shutdown(cx),
        }
    }
}

/// Whom TLS believes: the system's certificate authorities, and those of the house if a file names them.
#[derive(Clone)]
pub struct TlsRoots {
    config: Arc<rustls::ClientConfig>,
}

impl TlsRoots {
    /// Reads the system's authorities and, if given, a PEM file with more. The error is a sentence for the operator.
    pub fn load(extra_ca_file: Option<&std::path::Path>) -> Result<Self, String> {
        let mut roots = rustls::RootCertStore::empty();
        roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        if let Some(file) = extra_ca_file {
            let shown = file.display();
            let certificates = CertificateDer::pem_file_iter(file)
                .and_then(|found| found.collect::<Result<Vec<_>, _>>())
                .map_err(|e| format!("smtp.ca_file: {shown} could not be read: {e}"))?;
            let (added, _) = roots.add_parsable_certificates(certificates);
            if added == 0 {
                return Err(format!("smtp.ca_file: {shown} holds no certificate in PEM form"));
            }
        }
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = rustls::ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(|e| format!("TLS could not be set up: {e}"))?
            .with_root_certificates(roots)
            .with_no_client_auth();
        Ok(Self { config: Arc::new(config) })
    }

    /// Encrypts a connection to this host, whose certificate must name it.
    pub(super) async fn shake(&self, stream: TcpStream, host: &str) -> io::Result<TlsStream<TcpStream>> {
        let bare = host.trim_start_matches('[').trim_end_matches(']').to_owned();
        let name = ServerName::try_from(bare).map_err(|e| io::Error::new(io::ErrorKind::InvalidInput, e))?;
        TlsConnector::from(Arc::clone(&self.config)).connect(name, stream).await
    }
}

/// A line-by-line exchange in the clear before STARTTLS. Done here and not by lettre, so that nothing which arrives
/// together with the `220` can pass for a reply inside TLS, and so that the dot can be seen above TLS.
pub(super) struct Prelude {
    stream: BufReader<TcpStream>,
}

impl Prelude {
    pub(super) fn new(stream: TcpStream) -> Self {
        Self { stream: BufReader::new(stream) }
    }

    /// Sends `command` if there is one, and reads one whole reply: its code and its lines.
    pub(super) async fn ask(&mut self, command: Option<&str>) -> io::Result<(u16, Vec<String>)> {
        if let Some(command) = command {
            self.stream.get_mut().write_all(format!("{command}\r\n").as_bytes()).await?;
        }
        let mut lines = Vec::new();
        let mut limited = (&mut self.stream).take(MAX_REPLY_OCTETS as u64);
        loop {
            let mut line = Vec::new();
            limited.read_until(b'\n', &mut line).await?;
            if line.last() != Some(&b'\n') {
                return Err(io::Error::new(io::ErrorKind::UnexpectedEof, "the reply has no end"));
            }
            let line = String::from_utf8_lossy(&line).trim_end().to_owned();
            let code = line.get(..3).and_then(|code| code.parse().ok());
            let code: u16 = code.ok_or_else(|| io::Error::new(io::ErrorKind::InvalidData, "this is not SMTP"))?;
            let last = line.as_bytes().get(3) != Some(&b'-');
            lines.push(line.get(4..).unwrap_or_default().to_owned());
            if last {
                return Ok((code, lines));
            }
        }
    }

    /// The bare socket, or an error if the server already said more than it was asked.
    pub(super) fn into_silent_stream(self) -> io::Result<TcpStream> {
        if self.stream.buffer().is_empty() {
            Ok(self.stream.into_inner())
        } else {
            Err(io::Error::new(
                io::ErrorKind::InvalidData,
                "something was sent in the clear after the go-ahead for TLS",
            ))
        }
    }
}
