"""The web's safety net: headers, hosts, limits, forged requests, and an answer for everything that goes wrong."""

import secrets

from flask import Flask, Response, abort, g, make_response, render_template, request
from flask_wtf.csrf import CSRFError, CSRFProtect
from markupsafe import escape
from werkzeug.exceptions import HTTPException, default_exceptions
from werkzeug.middleware.proxy_fix import ProxyFix

from isms.kernel.refusal import Refused, Stale, Unavailable
from isms.kernel.web.api.problems import Faulty, problem, say_what_is_wrong
from isms.kernel.web.doors import is_api, words

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
ONLY_HTTPS = "max-age=63072000"
KEPT_FOR_EVER = "public, max-age=31536000, immutable"

LARGEST_BODY = 6 * 1024 * 1024
LARGEST_FORM = 1024 * 1024
MOST_FIELDS = 1_000
RETRY_SECONDS = 5

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
EXPLAINED = frozenset({400, 403, 404, 405, 409, 413, 429, 500, 503})


def protect(app: Flask, *, public: bool, trusted_hosts: tuple[str, ...], proxies: int = 0) -> None:
    """Put the safety net under an application; call it before any other door is added.

    public: served over https to others, so that cookies and browsers may insist on it.
    proxies: how many reverse proxies in front say where a request came from; none is believed otherwise.
    """
    app.config.update(
        TRUSTED_HOSTS=list(trusted_hosts),
        MAX_CONTENT_LENGTH=LARGEST_BODY,
        MAX_FORM_MEMORY_SIZE=LARGEST_FORM,
        MAX_FORM_PARTS=MOST_FIELDS,
        SESSION_COOKIE_NAME=cookie_name("session", public),
        SESSION_COOKIE_SECURE=public,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        WTF_CSRF_TIME_LIMIT=None,
        # A page without a referrer (the password link's) sends none with its form either.
        WTF_CSRF_SSL_STRICT=False,
        # Asked for below, at every door that knows cookies.
        WTF_CSRF_CHECK_DEFAULT=False,
    )
    if proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=proxies, x_proto=proxies, x_host=0)  # type: ignore[method-assign]
    app.before_request(_name_request)
    app.before_request(_limit_body)
    app.before_request(_refuse_other_sites)
    _refuse_forged(app, CSRFProtect(app))
    app.after_request(_add_headers)
    if public:
        app.after_request(_insist_on_https)
    app.register_error_handler(HTTPException, _explain)
    app.register_error_handler(CSRFError, explain_forgery)
    app.register_error_handler(Unavailable, ask_to_retry)
    app.register_error_handler(Stale, lambda _: error_page(409))
    app.register_error_handler(Refused, _say_why)
    app.register_error_handler(Faulty, say_what_is_wrong)


def cookie_name(name: str, public: bool) -> str:
    """Return a cookie's name; over https browsers keep the prefixed one to this host and to secure pages."""
    return f"__Host-{name}" if public else name


def error_page(status: int, detail: str | None = None) -> Response:
    """Return the page that says what went wrong, with the request's id and a way on; a program is told in JSON."""
    if is_api():
        return problem(status, detail)
    known = status if status in EXPLAINED else 400 if status < 500 else 500
    try:
        page = render_template(
            "errors/error.html",
            status=known,
            detail=detail,
            way_on=None,
            errors=[],
            request_id=g.get("request_id", ""),
        )
    except Exception:
        # Whatever broke the page may break this one too, so this one stands on nothing.
        page = _bare_page(known)
    return make_response(page, status)


def _bare_page(status: int) -> str:
    say = words()
    title, text = escape(say(f"error.{status}.title")), escape(say(f"error.{status}.text"))
    reference = escape(say("error.request_id", id=g.get("request_id", "")))
    return (
        f'<!doctype html><html lang="{say.language}"><head><meta charset="utf-8"><title>{title}</title></head>'
        f"<body><main><h1>{title}</h1><p>{text}</p><p>{reference}</p></main></body></html>"
    )


def _name_request() -> None:
    g.request_id = secrets.token_hex(8)


def _limit_body() -> None:
    """Let only a form with files be as large as files are: Werkzeug reads any other one whole."""
    if request.mimetype != "multipart/form-data":
        request.max_content_length = LARGEST_FORM


def _refuse_other_sites() -> None:
    """Refuse a change that a page of another site sent (OWASP CSRF Prevention: Fetch Metadata)."""
    sent_by = request.headers.get("Sec-Fetch-Site", "same-origin")
    if request.method not in SAFE_METHODS and sent_by not in ("same-origin", "none"):
        abort(403, description=words()("error.other_site"))


def _refuse_forged(app: Flask, forgery: CSRFProtect) -> None:
    """Refuse a change without the token of a page; a program sends no cookie that others could make it send."""

    @app.before_request
    def refuse() -> None:
        if request.endpoint and not is_api():
            forgery.protect()


def _add_headers(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    response.headers["X-Request-ID"] = g.get("request_id", "")
    if request.endpoint == "static" and response.status_code in (200, 206, 304):
        response.headers["Cache-Control"] = KEPT_FOR_EVER if "v" in request.args else "no-cache"
    elif not response.cache_control.private:
        response.headers["Cache-Control"] = "no-store"
    return response


def _insist_on_https(response: Response) -> Response:
    response.headers["Strict-Transport-Security"] = ONLY_HTTPS
    return response


def _explain(error: HTTPException) -> Response:
    if error.response is not None:
        return make_response(error.response)
    # A subclass speaks for the framework, in English.
    ours = type(error) is default_exceptions.get(error.code or 0)
    said = error.description if ours and error.description != type(error).description else None
    page = error_page(error.code or 500, said)
    for name, value in error.get_headers():
        if name in ("Allow", "Retry-After"):
            page.headers[name] = value
    return page


def explain_forgery(_error: CSRFError) -> Response:
    """Return the answer to a form that no page of this session has made."""
    return error_page(400, words()("error.forgery"))


def ask_to_retry(_error: Unavailable | None = None) -> Response:
    """Return the answer of a database that cannot be reached or is too busy."""
    page = error_page(503)
    page.headers["Retry-After"] = str(RETRY_SECONDS)
    return page


def _say_why(error: Refused) -> Response:
    say = words()
    return error_page(409, " ".join(say(refusal.because, **refusal.values) for refusal in error.refusals))
