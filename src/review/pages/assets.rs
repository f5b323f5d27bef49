//! The one stylesheet and the one script, and a word for whoever watches the server.

use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;

/// The stylesheet.
pub async fn style() -> impl IntoResponse {
    ([(CONTENT_TYPE, "text/css; charset=utf-8")], include_str!("../assets/desk.css"))
}

/// The script: shortcuts and live counts, without which everything works.
pub async fn script() -> impl IntoResponse {
    ([(CONTENT_TYPE, "text/javascript; charset=utf-8")], include_str!("../assets/desk.js"))
}

/// That the server answers.
pub async fn health() -> &'static str {
    "ok\n"
}
