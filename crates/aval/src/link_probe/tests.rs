//! Against a server of this machine that answers as sites do.

#![allow(clippy::unwrap_used, reason = "a test fails loudly")]

use std::{
    io::{BufRead, BufReader, Write},
    net::TcpListener,
    sync::{Arc, Mutex},
    thread,
};

use super::*;

/// A server that answers each request by its method and path, and what it was asked.
fn site() -> (String, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let asked = Arc::new(Mutex::new(Vec::new()));
    let kept = Arc::clone(&asked);
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut lines = BufReader::new(stream.try_clone().unwrap()).lines();
            let request = lines.next().unwrap().unwrap();
            while lines.next().is_some_and(|line| !line.unwrap().is_empty()) {}
            let mut words = request.split(' ');
            let (method, path) = (words.next().unwrap(), words.next().unwrap());
            kept.lock().unwrap().push(format!("{method} {path}"));
            let (status, location) = answer(method, path);
            let location = location
                .map(|to| format!("Location: {to}\r\n"))
                .unwrap_or_default();
            let head = format!(
                "HTTP/1.1 {status} x\r\n{location}Content-Length: 0\r\nConnection: close\r\n\r\n"
            );
            stream.write_all(head.as_bytes()).unwrap();
        }
    });
    (base, asked)
}

fn answer(method: &str, path: &str) -> (u16, Option<&'static str>) {
    match path {
        "/page" | "/guide/page?x=1" => (200, None),
        "/gone" => (410, None),
        "/no-head" if method == "HEAD" => (405, None),
        "/no-head" => (200, None),
        "/old" => (301, Some("/page")),
        "/guide/old" => (308, Some("page?x=1#part")),
        "/today" => (302, Some("/page")),
        "/today-then-old" => (302, Some("/old")),
        "/old-then-gone" => (301, Some("/gone")),
        "/round" => (301, Some("/round")),
        "/nowhere" => (302, None),
        "/inside" => (302, Some("http://10.0.0.1/secret")),
        "/file" => (302, Some("file:///etc/passwd")),
        "/broken" => (500, None),
        "/closed" => (403, None),
        _ => (404, None),
    }
}

fn follow_from_here(base: &str, path: &str) -> Reached {
    let probe = HttpProbe::new(|machine| machine.is_loopback());
    follow(&probe.agent, &format!("{base}{path}"))
}

#[test]
fn a_reader_is_told_what_becomes_of_them() {
    let (base, _) = site();
    let moved = |to: &str| Reached::Moved(format!("{base}{to}"));
    let unreachable = |why: &str| Reached::Unreachable(why.to_owned());
    for (path, reached) in [
        ("/page", Reached::Fine),
        ("/no-head", Reached::Fine),
        ("/today", Reached::Fine),
        ("/old", moved("/page")),
        ("/guide/old", moved("/guide/page?x=1")),
        // What is temporary says nothing about what follows it.
        ("/today-then-old", Reached::Fine),
        ("/old-then-gone", Reached::Dead("410".to_owned())),
        ("/gone", Reached::Dead("410".to_owned())),
        ("/never", Reached::Dead("404".to_owned())),
        ("/broken", unreachable("500")),
        ("/closed", unreachable("403")),
        ("/round", unreachable("redirection")),
        ("/nowhere", unreachable("redirection")),
        ("/file", unreachable("address")),
    ] {
        assert_eq!(follow_from_here(&base, path), reached, "{path}");
    }
}

#[test]
fn a_page_is_asked_for_its_head_first_and_once() {
    let (base, asked) = site();
    follow_from_here(&base, "/page");
    follow_from_here(&base, "/no-head");
    let asked = asked.lock().unwrap();
    assert_eq!(*asked, ["HEAD /page", "HEAD /no-head", "GET /no-head"]);
}

#[test]
fn nothing_private_is_reached_by_address_by_name_or_by_redirection() {
    let (base, asked) = site();
    let refused = Reached::Unreachable("private".to_owned());
    let strict = HttpProbe::new(is_public);
    assert_eq!(follow(&strict.agent, &format!("{base}/page")), refused);
    let port = base.rsplit_once(':').unwrap().1;
    for host in ["localhost", "0x7f.1", "[::1]", "[::ffff:127.0.0.1]", "0"] {
        let address = format!("http://{host}:{port}/page");
        let reached = follow(&strict.agent, &address);
        assert!(matches!(reached, Reached::Unreachable(_)), "{address}");
    }
    assert_eq!(*asked.lock().unwrap(), Vec::<String>::new());
    assert_eq!(follow_from_here(&base, "/inside"), refused);
}

#[test]
fn what_is_no_address_of_the_web_is_not_tried() {
    let probe = HttpProbe::new(|_| true);
    let long = format!("http://a.example/{}", "x".repeat(ADDRESS_MAX));
    for address in [
        "ftp://a.example/",
        "http://user:word@a.example/",
        "http://",
        "https:///x",
        "javascript:alert(1)",
        "http://a b/",
        long.as_str(),
        "",
    ] {
        let reached = follow(&probe.agent, address);
        assert_eq!(
            reached,
            Reached::Unreachable("address".to_owned()),
            "{address}"
        );
    }
}

#[test]
fn special_networks_are_none_of_the_internet() {
    for private in [
        "0.0.0.0",
        "10.1.2.3",
        "100.64.0.1",
        "127.0.0.1",
        "127.9.9.9",
        "169.254.169.254",
        "172.16.0.1",
        "172.31.255.255",
        "192.0.0.8",
        "192.0.2.1",
        "192.168.1.1",
        "198.18.0.1",
        "198.51.100.7",
        "203.0.113.9",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::ffff:10.0.0.1",
        "::127.0.0.1",
        "64:ff9b::a00:1",
        "64:ff9b:1::1",
        "fc00::1",
        "fd12::1",
        "fe80::1",
        "fec0::1",
        "ff02::1",
        "2001::1",
        "2001:db8::1",
        "2002:a00:1::",
        "2002:7f00:1::",
        "3fff::1",
        "5f00::1",
    ] {
        assert!(!is_public(private.parse().unwrap()), "{private}");
    }
    for public in [
        "1.1.1.1",
        "100.128.0.1",
        "172.32.0.1",
        "185.199.108.153",
        "198.20.0.1",
        "2606:4700::1111",
        "2a01:e0a::1",
        "2001:4860:4860::8888",
        "64:ff9b::101:101",
        "::ffff:1.1.1.1",
    ] {
        assert!(is_public(public.parse().unwrap()), "{public}");
    }
}

#[test]
fn a_redirection_is_joined_to_where_it_was_met() {
    let here = "https://a.example/b/c?d#e";
    for (location, joined_to) in [
        ("https://z.example/", "https://z.example/"),
        ("//z.example/y", "https://z.example/y"),
        ("/y?x", "https://a.example/y?x"),
        ("y", "https://a.example/b/y"),
        ("y#part", "https://a.example/b/y"),
    ] {
        assert_eq!(joined(here, location).as_deref(), Some(joined_to));
    }
    assert_eq!(
        joined("https://a.example", "y").as_deref(),
        Some("https://a.example/y")
    );
}
