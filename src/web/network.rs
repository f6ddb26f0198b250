//! Where a request comes from: the peer's address, or what a named proxy says of it; and whether plain HTTP may be spoken at all.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::str::FromStr;

/// A block of addresses, such as `10.0.0.0/8` or `::1`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Block {
    address: IpAddr,
    prefix: u8,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not an address or a block of addresses, such as 10.0.0.7 or 10.0.0.0/8")]
pub struct BadBlock(pub String);

impl FromStr for Block {
    type Err = BadBlock;

    fn from_str(text: &str) -> Result<Self, BadBlock> {
        let bad = || BadBlock(text.chars().take(60).collect());
        let (address, prefix) = text.split_once('/').map_or((text, None), |(address, prefix)| (address, Some(prefix)));
        let address: IpAddr = address.parse().map_err(|_| bad())?;
        let widest = if address.is_ipv4() { 32 } else { 128 };
        let prefix = prefix.map_or(Ok(widest), |prefix| prefix.parse().map_err(|_| bad()))?;
        if prefix > widest { Err(bad()) } else { Ok(Self { address, prefix }) }
    }
}

impl Block {
    pub fn contains(&self, address: IpAddr) -> bool {
        let address = plain(address);
        address.is_ipv4() == self.address.is_ipv4() && masked(address, self.prefix) == masked(self.address, self.prefix)
    }
}

/// An IPv4 address that arrived in IPv6 clothes is that IPv4 address.
fn plain(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V6(six) => six.to_ipv4_mapped().map_or(address, IpAddr::V4),
        IpAddr::V4(_) => address,
    }
}

fn masked(address: IpAddr, prefix: u8) -> IpAddr {
    match address {
        IpAddr::V4(four) => {
            let mask = u32::MAX.checked_shl(32 - u32::from(prefix.min(32))).unwrap_or(0);
            IpAddr::V4(Ipv4Addr::from_bits(four.to_bits() & mask))
        }
        IpAddr::V6(six) => {
            let mask = u128::MAX.checked_shl(128 - u32::from(prefix.min(128))).unwrap_or(0);
            IpAddr::V6(Ipv6Addr::from_bits(six.to_bits() & mask))
        }
    }
}

/// The network that limits count by: /24 of IPv4, /48 of IPv6, what one subscriber easily commands.
pub fn of(address: IpAddr) -> IpAddr {
    let address = plain(address);
    masked(address, if address.is_ipv4() { 24 } else { 48 })
}

/// The client's address. `X-Forwarded-For` counts only as far as it was written by proxies that are named in the settings: read from the
/// right, past every trusted hop, to the first address that is not one.
pub fn client(peer: IpAddr, forwarded_for: &str, trusted: &[Block]) -> IpAddr {
    let is_trusted = |address: IpAddr| trusted.iter().any(|block| block.contains(address));
    let mut client = plain(peer);
    for hop in forwarded_for.rsplit(',').map(str::trim).filter(|hop| !hop.is_empty()) {
        if !is_trusted(client) {
            break;
        }
        match hop.parse::<IpAddr>() {
            Ok(address) => client = plain(address),
            Err(_) => break,
        }
    }
    client
}

/// Plain HTTP on an address that others can reach would show sessions and personal data to whoever listens on the way.
///
/// # Errors
/// The sentence with which `serve` refuses to start.
pub fn may_listen(address: SocketAddr, has_tls: bool, has_named_proxy: bool) -> Result<(), PlainHttp> {
    if has_tls || has_named_proxy || plain(address.ip()).is_loopback() { Ok(()) } else { Err(PlainHttp(address)) }
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "plain HTTP on {0} would send passwords and personal data unprotected. Set a TLS certificate and key, or name the proxy that speaks \
     TLS in `trusted_proxies`, or listen on 127.0.0.1"
)]
pub struct PlainHttp(pub SocketAddr);

#[cfg(test)]
mod tests {
    use super::*;

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    fn blocks(all: &[&str]) -> Vec<Block> {
        all.iter().map(|text| text.parse().unwrap()).collect()
    }

    #[test]
    fn a_forwarded_address_counts_only_from_a_named_proxy() {
        let trusted = blocks(&["10.0.0.0/8", "::1"]);
        assert_eq!(client(ip("203.0.113.9"), "198.51.100.7", &trusted), ip("203.0.113.9"));
        assert_eq!(client(ip("10.1.2.3"), "198.51.100.7", &trusted), ip("198.51.100.7"));
        assert_eq!(client(ip("::1"), "198.51.100.7, 10.0.0.4", &trusted), ip("198.51.100.7"));
    }

    #[test]
    fn what_a_client_writes_in_front_is_not_believed() {
        let trusted = blocks(&["10.0.0.0/8"]);
        assert_eq!(client(ip("10.1.2.3"), "127.0.0.1, 198.51.100.7", &trusted), ip("198.51.100.7"));
        assert_eq!(client(ip("10.1.2.3"), "nonsense", &trusted), ip("10.1.2.3"));
        assert_eq!(client(ip("10.1.2.3"), "", &[]), ip("10.1.2.3"));
    }

    #[test]
    fn neighbours_share_a_limit() {
        assert_eq!(of(ip("198.51.100.7")), of(ip("198.51.100.250")));
        assert_ne!(of(ip("198.51.100.7")), of(ip("198.51.101.7")));
        assert_eq!(of(ip("2001:db8:1:2::1")), of(ip("2001:db8:1:ffff::9")));
        assert_eq!(of(ip("::ffff:198.51.100.7")), of(ip("198.51.100.9")));
    }

    #[test]
    fn blocks_are_read_strictly() {
        for bad in ["", "10.0.0.0/33", "::/129", "ten", "10.0.0.0/", "10.0.0/8"] {
            assert!(bad.parse::<Block>().is_err(), "{bad}");
        }
        assert!(blocks(&["0.0.0.0/0"])[0].contains(ip("203.0.113.9")));
        assert!(!blocks(&["0.0.0.0/0"])[0].contains(ip("2001:db8::1")));
    }

    #[test]
    fn plain_http_is_for_the_own_machine() {
        let at = |text: &str| text.parse::<SocketAddr>().unwrap();
        assert!(may_listen(at("127.0.0.1:8080"), false, false).is_ok());
        assert!(may_listen(at("[::1]:8080"), false, false).is_ok());
        assert!(may_listen(at("0.0.0.0:8080"), true, false).is_ok());
        assert!(may_listen(at("192.0.2.1:8080"), false, true).is_ok());
        for open in ["0.0.0.0:8080", "192.0.2.1:8080", "[::]:8080"] {
            let refusal = may_listen(at(open), false, false).unwrap_err().to_string();
            assert!(refusal.contains("plain HTTP") && refusal.contains(open), "{refusal}");
        }
    }
}
