#!/usr/bin/env python3
"""Fails when one of the certifiers' modules that we claim has no test whose name carries the module's name.

The modules are those of the OpenID Foundation's conformance suite that this project covers so far; what is not claimed
is said in the README.
"""

import re
import sys
from pathlib import Path

CLAIMED = [
    # OpenID4VP 1.0 verifier, all but mdoc.
    "oid4vp-1final-verifier-happy-flow",
    "oid4vp-1final-verifier-invalid-credential-signature",
    "oid4vp-1final-verifier-invalid-kb-jwt-aud",
    "oid4vp-1final-verifier-invalid-kb-jwt-nonce",
    "oid4vp-1final-verifier-invalid-kb-jwt-signature",
    "oid4vp-1final-verifier-invalid-sd-hash",
    "oid4vp-1final-verifier-kb-jwt-iat-in-future",
    "oid4vp-1final-verifier-kb-jwt-iat-in-past",
    "oid4vp-1final-verifier-minimal-cnf-jwk",
    "oid4vp-1final-verifier-request-uri-fetched-twice",
    "oid4vp-1final-verifier-request-uri-method-post",
    # OpenID4VCI 1.0 issuer.
    "oid4vci-1_0-issuer-metadata-test",
    "oid4vci-1_0-issuer-happy-flow",
    "oid4vci-1_0-issuer-fail-invalid-nonce",
    "oid4vci-1_0-issuer-fail-invalid-jwt-proof-signature",
    "oid4vci-1_0-issuer-fail-missing-proof",
    "oid4vci-1_0-issuer-fail-unknown-credential-configuration",
    "oid4vci-1_0-issuer-fail-unknown-credential-identifier",
    "oid4vci-1_0-issuer-fail-on-access-token-in-query",
    # Clients: registration, keys, authentication.
    "oidcc-ensure-redirect-uri-in-authorization-request",
    "oidcc-redirect-uri-query-OK",
    "oidcc-redirect-uri-query-mismatch",
    "oidcc-redirect-uri-query-added",
    "oidcc-redirect-uri-regfrag",
    "oidcc-registration-logo-uri",
    "oidcc-registration-policy-uri",
    "oidcc-registration-tos-uri",
    "oidcc-registration-sector-uri",
    "oidcc-registration-sector-bad",
    "oidcc-registration-jwks-uri",
    "oidcc-refresh-token-rp-key-rotation",
    "oidcc-server-client-secret-post",
    "oidcc-ensure-client-assertion-with-iss-aud-succeeds",
    "oidcc-3rd_party-init-login",
    "oidcc-3rd_party-init-login-nohttps",
    "fapi2-security-profile-final-ensure-client-assertion-in-token-endpoint",
    "fapi2-security-profile-final-ensure-client-assertion-with-exp-is-5-minutes-in-past-fails",
    "fapi2-security-profile-final-ensure-client-assertion-with-wrong-aud-fails",
    "fapi2-security-profile-final-ensure-client-assertion-with-no-sub-fails",
    "fapi2-security-profile-final-par-ensure-jwt-client-assertions-nbf-8-seconds-in-the-future-is-accepted",
    "fapi2-security-profile-final-par-ensure-jwt-client-assertions-nbf-over-60-seconds-in-the-future-fails",
    # Tokens.
    "oidcc-codereuse",
    "oidcc-idtoken-signature",
    "oidcc-refresh-token",
    "oidcc-userinfo-get",
    "oidcc-userinfo-post-header",
    "oidcc-userinfo-post-body",
    "fapi2-security-profile-final-ensure-authorization-code-is-bound-to-client",
    "fapi2-security-profile-final-ensure-token-endpoint-fails-with-expired-auth-code",
    "fapi2-security-profile-final-ensure-pkce-code-verifier-required",
    "fapi2-security-profile-final-incorrect-pkce-code-verifier-rejected",
    # Authorization requests and their answers.
    "oidcc-response-type-missing",
    "oidcc-ensure-request-without-nonce-succeeds-for-code-flow",
    "oidcc-display-page",
    "oidcc-display-popup",
    "oidcc-login-hint",
    "oidcc-ui-locales",
    "oidcc-claims-locales",
    "oidcc-ensure-request-with-unknown-parameter-succeeds",
    "oidcc-ensure-request-with-acr-values-succeeds",
    "oidcc-claims-essential",
    "oidcc-ensure-request-with-valid-pkce-succeeds",
    "oidcc-max-age-1",
    "oidcc-max-age-10000",
    "oidcc-ensure-post-request-succeeds",
    "oidcc-ensure-registered-redirect-uri",
    "oidcc-prompt-login",
    "oidcc-prompt-none-not-logged-in",
    "oidcc-prompt-none-logged-in",
    "oidcc-id-token-hint",
    "oidcc-ensure-request-object-with-redirect-uri",
    "oidcc-unsigned-request-object-supported-correctly-or-rejected-as-unsupported",
    "oidcc-request-uri-unsigned-supported-correctly-or-rejected-as-unsupported",
    "oidcc-request-uri-signed-rs256",
    "fapi2-security-profile-final-user-rejects-authentication",
    "fapi2-security-profile-final-ensure-authorization-request-without-state-success",
    "fapi2-security-profile-final-ensure-authorization-request-without-nonce-success",
    "fapi2-security-profile-final-ensure-authorization-request-with-64-char-nonce-success",
    "fapi2-security-profile-final-ensure-authorization-request-with-long-nonce",
    "fapi2-security-profile-final-ensure-authorization-request-with-long-state",
    "fapi2-security-profile-final-ensure-other-scope-order-succeeds",
    "fapi2-security-profile-final-test-essential-acr-sca-claim",
    "fapi2-security-profile-final-ensure-registered-redirect-uri",
    "fapi2-security-profile-final-ensure-redirect-uri-in-authorization-request",
    "fapi2-security-profile-final-ensure-request-object-without-redirect-uri-fails",
    "fapi2-security-profile-final-ensure-unsigned-authorization-request-without-using-par-fails",
    "fapi2-security-profile-final-ensure-response-type-code-idtoken-fails",
    "fapi2-security-profile-final-ensure-response-type-token-fails",
    "fapi2-security-profile-final-ensure-signed-client-assertion-with-RS256-fails",
    "fapi2-security-profile-final-par-ensure-reused-request-uri-prior-to-auth-completion-succeeds",
    "fapi2-security-profile-final-par-attempt-reuse-request_uri",
    "fapi2-security-profile-final-par-attempt-to-use-expired-request_uri",
    "fapi2-security-profile-final-par-attempt-to-use-request_uri-for-different-client",
    "fapi2-security-profile-final-par-authorization-request-containing-request_uri",
    "fapi2-security-profile-final-par-authorization-request-containing-request_uri-form-param",
    "fapi2-security-profile-final-par-attempt-invalid-http-method",
    "fapi2-security-profile-final-par-ensure-pkce-required",
    "fapi2-security-profile-final-par-plain-pkce-rejected",
    "fapi2-security-profile-final-par-without-duplicate-parameters",
    "fapi2-security-profile-final-par-test-array-as-audience-fails",
    "fapi2-security-profile-final-par-test-par-endpoint-url-as-audience-fails",
    "fapi2-security-profile-final-par-test-token-endpoint-url-as-audience-fails",
    "fapi2-security-profile-final-ensure-request-object-with-multiple-aud-succeeds",
    "fapi2-security-profile-final-ensure-request-object-without-exp-fails",
    "fapi2-security-profile-final-ensure-request-object-without-nbf-fails",
    "fapi2-security-profile-final-ensure-expired-request-object-fails",
    "fapi2-security-profile-final-ensure-request-object-with-bad-aud-fails",
    "fapi2-security-profile-final-ensure-request-object-with-exp-over-60-fails",
    "fapi2-security-profile-final-ensure-request-object-with-nbf-over-60-fails",
    "fapi2-security-profile-final-ensure-request-object-with-nbf-8-seconds-in-the-future-is-accepted",
    "fapi2-security-profile-final-ensure-request-object-signature-algorithm-is-not-none",
    "fapi2-security-profile-final-ensure-request-object-with-invalid-signature-fails",
    "fapi2-security-profile-final-ensure-matching-key-in-authorization-request",
    "fapi2-security-profile-final-ensure-signed-request-object-with-RS256-fails",
    "fapi2-security-profile-final-ensure-unsigned-request-at-par-endpoint-fails",
    "fapi2-security-profile-final-ensure-different-nonce-inside-and-outside-request-object",
    "fapi2-security-profile-final-ensure-different-state-inside-and-outside-request-object",
    "fapi2-security-profile-final-state-only-outside-request-object-not-used",
    # OpenID Connect logout: RP-initiated, back-channel, front-channel.
    "oidcc-rp-initiated-logout-discovery-endpoint-verification",
    "oidcc-rp-initiated-logout",
    "oidcc-rp-initiated-logout-bad-post-logout-redirect-uri",
    "oidcc-rp-initiated-logout-query-added-to-post-logout-redirect-uri",
    "oidcc-rp-initiated-logout-modified-id-token-hint",
    "oidcc-rp-initiated-logout-bad-id-token-hint",
    "oidcc-rp-initiated-logout-no-id-token-hint",
    "oidcc-rp-initiated-logout-no-params",
    "oidcc-rp-initiated-logout-only-state",
    "oidcc-rp-initiated-logout-no-post-logout-redirect-uri",
    "oidcc-rp-initiated-logout-no-state",
    "oidcc-backchannel-logout-discovery-endpoint-verification",
    "oidcc-backchannel-rp-initiated-logout",
    "oidcc-frontchannel-logout-discovery-endpoint-verification",
    "oidcc-frontchannel-rp-initiated-logout",
    # OpenID Connect Session Management.
    "oidcc-session-management-discovery-endpoint-verification",
    "oidcc-session-management-rp-initiated-logout",
    # FAPI 2.0 Security Profile: tokens that are bound to a key.
    "fapi2-security-profile-final-ensure-dpopproof-with-iat-10seconds-before-succeeds",
    "fapi2-security-profile-final-ensure-dpopproof-with-iat-10seconds-after-succeeds",
    "fapi2-security-profile-final-ensure-holder-of-key-required",
    "fapi2-security-profile-final-dpop-negative-tests",
    "fapi2-security-profile-final-refresh-token",
    "fapi2-security-profile-final-ensure-token-endpoint-fails-with-mismatched-dpop-jkt",
    "fapi2-security-profile-final-ensure-dpop-auth-code-binding-success",
    "fapi2-security-profile-final-ensure-dpopproof-at-par-endpoint-binding-success",
    "fapi2-security-profile-final-ensure-mismatched-dpop-jkt-fails",
]


def names(folder):
    """The names of all tests: what stands behind `func` in Swift and `def test` in Python."""
    for file in folder.rglob("*.swift"):
        for name in re.findall(r"func\s+`([^`]+)`", file.read_text(encoding="utf-8")):
            yield name
    for file in folder.rglob("test_*.py"):
        for name in re.findall(r"def (test\w+)", file.read_text(encoding="utf-8")):
            yield name


def main():
    known = list(names(Path(__file__).resolve().parent))
    missing = [module for module in CLAIMED
               if not any(re.search(re.escape(module) + r"(?![\w-])", name) for name in known)]
    for module in missing:
        print(f"no test carries the name of {module}")
    print(f"{len(CLAIMED) - len(missing)} of {len(CLAIMED)} claimed modules have a test")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
