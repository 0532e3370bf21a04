//! The headers that every answer carries, whatever the handler.
//!
//! Looser rules for deposited files (sandboxed previews) are set by their own handler: a header already
//! present is left alone.

use axum::http::{HeaderName, HeaderValue, header};
use axum::response::Response;
use axum::{Router, middleware};

/// The content security policy of pages: nothing inline, nothing from elsewhere.
pub const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
     media-src 'self'; connect-src 'self'; form-action 'self'; frame-src 'self'; \
     frame-ancestors 'none'; base-uri 'none'";

const FIELDS: [(HeaderName, &str); 7] = [
    (header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::REFERRER_POLICY, "same-origin"),
    (
        HeaderName::from_static("permissions-policy"),
        "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()",
    ),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    ),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        "same-origin",
    ),
];

/// Wraps the routes so that each answer, errors included, carries the headers it does not set itself.
///
/// A handler that sets its own `Content-Security-Policy` (a framed preview) is taken to have thought of
/// framing too: `X-Frame-Options` is then left out.
pub fn secured<S: Clone + Send + Sync + 'static>(router: Router<S>) -> Router<S> {
    router.layer(middleware::map_response(add))
}

async fn add(mut response: Response) -> Response {
    let fields = response.headers_mut();
    let own_policy = fields.contains_key(header::CONTENT_SECURITY_POLICY);
    for (name, value) in FIELDS {
        if own_policy && name == header::X_FRAME_OPTIONS {
            continue;
        }
        if !fields.contains_key(&name) {
            fields.insert(name, HeaderValue::from_static(value));
        }
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn an_answer_without_a_policy_gets_the_strict_one() {
        let answer = add(Response::default()).await;
        for (name, value) in FIELDS {
            assert_eq!(answer.headers()[&name], value);
        }
        assert!(!CONTENT_SECURITY_POLICY.contains("unsafe"));
    }

    #[tokio::test]
    async fn a_policy_chosen_by_a_handler_is_kept() {
        let mut own = Response::default();
        own.headers_mut().insert(
            header::CONTENT_SECURITY_POLICY,
            HeaderValue::from_static("sandbox"),
        );
        let answer = add(own).await;
        assert_eq!(answer.headers()[header::CONTENT_SECURITY_POLICY], "sandbox");
        assert!(!answer.headers().contains_key(header::X_FRAME_OPTIONS));
    }
}
