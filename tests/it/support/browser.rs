//! A browser without script: keeps cookies, follows nothing by itself, sends forms with the token that their page carried.

use std::collections::BTreeMap;
use std::sync::Mutex;

use reqwest::header::{CONTENT_TYPE, COOKIE, HeaderMap, HeaderName, HeaderValue, LOCATION, SET_COOKIE};
use reqwest::{Client, Method, redirect};

pub struct Browser {
    client: Client,
    base: String,
    pub cookies: Mutex<BTreeMap<String, String>>,
}

pub struct Page {
    pub status: u16,
    pub headers: HeaderMap,
    /// As they came, for files.
    pub bytes: Vec<u8>,
    body: String,
}

impl Page {
    pub fn text(&self) -> &str {
        &self.body
    }

    pub fn location(&self) -> &str {
        self.headers.get(LOCATION).map_or("", |value| value.to_str().unwrap())
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// The token of the page's forms; empty without a form.
    pub fn token(&self) -> String {
        let after = self.body.split("name=\"form-token\" value=\"").nth(1).unwrap_or_default();
        after.split('"').next().unwrap_or_default().to_owned()
    }

    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.body))
    }
}

impl Browser {
    pub fn at(base: &str) -> Self {
        let client = Client::builder()
            // On a slow machine a connection may be idle just as long as the server keeps it, and break under a request.
            .pool_max_idle_per_host(0)
            .redirect(redirect::Policy::none())
            .build()
            .unwrap();
        Self { client, base: base.to_owned(), cookies: Mutex::default() }
    }

    /// Another tab of the same browser, with the cookies of this moment.
    pub fn same_cookies(&self) -> Self {
        let twin = Self::at(&self.base);
        *twin.cookies.lock().unwrap() = self.cookies.lock().unwrap().clone();
        twin
    }

    pub async fn get(&self, path: &str) -> Page {
        self.ask(Method::GET, path, &[], String::new()).await
    }

    /// Opens `page`, takes the token of its forms and posts `fields` to `path` with it.
    pub async fn send(&self, page: &str, path: &str, fields: &[(&str, &str)]) -> Page {
        let token = self.get(page).await.token();
        self.post_with(path, &token, fields).await
    }

    /// The same for a form that posts back to its own page.
    pub async fn fill_in(&self, page: &str, fields: &[(&str, &str)]) -> Page {
        self.send(page, page, fields).await
    }

    pub async fn post_with(&self, path: &str, token: &str, fields: &[(&str, &str)]) -> Page {
        let mut all = vec![("form-token", token)];
        all.extend_from_slice(fields);
        self.post(path, &all, &[]).await
    }

    /// Posts exactly these fields, with these headers.
    pub async fn post(&self, path: &str, fields: &[(&str, &str)], headers: &[(&str, &str)]) -> Page {
        let mut all = vec![("content-type", "application/x-www-form-urlencoded")];
        all.extend_from_slice(headers);
        self.ask(Method::POST, path, &all, encoded(fields)).await
    }

    pub async fn post_json(&self, path: &str, body: &str, headers: &[(&str, &str)]) -> Page {
        let mut all = vec![(CONTENT_TYPE.as_str(), "application/json")];
        all.extend_from_slice(headers);
        self.ask(Method::POST, path, &all, body.to_owned()).await
    }

    pub async fn ask(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: impl Into<reqwest::Body>,
    ) -> Page {
        let mut request = self.client.request(method, format!("{}{path}", self.base)).body(body);
        let cookies: Vec<String> =
            self.cookies.lock().unwrap().iter().map(|(name, value)| format!("{name}={value}")).collect();
        if !cookies.is_empty() {
            request = request.header(COOKIE, cookies.join("; "));
        }
        for (name, value) in headers {
            let name: HeaderName = name.parse().unwrap();
            request = request.header(name, HeaderValue::from_str(value).unwrap());
        }
        let answer = request.send().await.unwrap();
        let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
        for cookie in headers.get_all(SET_COOKIE) {
            let text = cookie.to_str().unwrap();
            let (name, value) = text.split(';').next().unwrap().split_once('=').unwrap();
            let mut jar = self.cookies.lock().unwrap();
            if text.contains("Max-Age=0") {
                jar.remove(name);
            } else {
                jar.insert(name.to_owned(), value.to_owned());
            }
        }
        let bytes = answer.bytes().await.unwrap().to_vec();
        let body = String::from_utf8_lossy(&bytes).into_owned();
        // A key without words shows itself like this; no page may.
        assert!(!body.contains('⟪'), "{path} lacks words: {}", body.split('⟪').nth(1).unwrap_or_default());
        Page { status, headers, bytes, body }
    }

    pub async fn sign_in(&self, email: &str, password: &str) -> Page {
        self.fill_in("/sign-in", &[("username", email), ("password", password)]).await
    }
}

/// A form body, every byte that is not a letter or digit escaped.
pub fn encoded(fields: &[(&str, &str)]) -> String {
    let escape =
        |text: &str| percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string();
    fields.iter().map(|(name, value)| format!("{}={}", escape(name), escape(value))).collect::<Vec<_>>().join("&")
}
