#!/usr/bin/env python3
"""Says of each of the certifiers' modules by which test this project covers it, or why it does not.

The modules are those of the OpenID Foundation's conformance suite (openid-certification/conformance-suite, August 2026),
by the plan that runs them. Fails when one of them is neither claimed nor left out with a reason, when it is both, and when
a claimed one has no test whose name carries the module's name. With `--table` it prints all of them.

The suite itself has not been run against this server. Its OpenID Connect plans could not be: their clients send no PKCE,
which is asked of everybody here. The tests do what a module does, with PKCE.
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
    # Whole flows, and what stands over all of them.
    "oidcc-server",
    "oidcc-idtoken-unsigned",
    "oidcc-idtoken-rs256",
    "oidcc-userinfo-rs256",
    "oidcc-scope-profile",
    "oidcc-scope-address",
    "oidcc-alternate-happy-flow",
    "oidcc-codereuse-30seconds",
    "oidcc-server-rotate-keys",
    "oidcc-discovery-endpoint-verification",
    "fapi2-security-profile-final-discovery-end-point-verification",
    "fapi2-security-profile-final-happy-flow",
    "fapi2-security-profile-final-test-claims-parameter-identity-claims",
    "fapi2-security-profile-final-access-token-type-header-case-sensitivity",
    "fapi2-security-profile-final-check-dpop-proof-nbf-exp",
    "fapi2-security-profile-final-ensure-token-endpoint-fails-with-mismatched-dpop-proof-jkt",
    "fapi2-security-profile-final-plain-fapi-tolerate-unregistered-redirect-uri",
    "fapi2-security-profile-final-ensure-client-id-in-token-endpoint",
    "fapi2-security-profile-final-attempt-reuse-authorization-code-after-one-second",
    # OpenID4VCI 1.0 issuer, the rest.
    "oid4vci-1_0-issuer-metadata-test-signed",
    "oid4vci-1_0-issuer-happy-flow-additional-requests",
    "oid4vci-1_0-issuer-happy-flow-multiple-clients",
    "oid4vci-1_0-issuer-happy-flow-skip-notification",
    "oid4vci-1_0-issuer-fail-unsupported-encryption-algorithm",
]

BASIC = [
    "oidcc-server",
    "oidcc-response-type-missing",
    "oidcc-idtoken-signature",
    "oidcc-idtoken-unsigned",
    "oidcc-userinfo-get",
    "oidcc-userinfo-post-header",
    "oidcc-userinfo-post-body",
    "oidcc-ensure-request-without-nonce-succeeds-for-code-flow",
    "oidcc-scope-profile",
    "oidcc-scope-email",
    "oidcc-scope-address",
    "oidcc-scope-phone",
    "oidcc-scope-all",
    "oidcc-alternate-happy-flow",
    "oidcc-display-page",
    "oidcc-display-popup",
    "oidcc-prompt-login",
    "oidcc-prompt-none-not-logged-in",
    "oidcc-prompt-none-logged-in",
    "oidcc-max-age-1",
    "oidcc-max-age-10000",
    "oidcc-ensure-request-with-unknown-parameter-succeeds",
    "oidcc-id-token-hint",
    "oidcc-login-hint",
    "oidcc-ui-locales",
    "oidcc-claims-locales",
    "oidcc-ensure-request-with-acr-values-succeeds",
    "oidcc-codereuse",
    "oidcc-codereuse-30seconds",
    "oidcc-ensure-registered-redirect-uri",
    "oidcc-ensure-post-request-succeeds",
    "oidcc-server-client-secret-post",
    "oidcc-request-uri-unsigned-supported-correctly-or-rejected-as-unsupported",
    "oidcc-unsigned-request-object-supported-correctly-or-rejected-as-unsupported",
    "oidcc-claims-essential",
    "oidcc-ensure-request-object-with-redirect-uri",
    "oidcc-refresh-token",
    "oidcc-ensure-request-with-valid-pkce-succeeds",
]

# The modules of FAPI 2.0 that sign their requests, and those that do not; each behind its prefix.
FAPI2 = "fapi2-security-profile-final-"
FAPI2_SIGNED = [
    "ensure-request-object-with-multiple-aud-succeeds",
    "ensure-request-object-without-exp-fails",
    "ensure-request-object-without-nbf-fails",
    "ensure-expired-request-object-fails",
    "ensure-request-object-with-bad-aud-fails",
    "ensure-request-object-with-exp-over-60-fails",
    "australia-connectid-ensure-request-object-with-exp-over-10-fails",
    "ensure-request-object-with-nbf-over-60-fails",
    "australia-connectid-ensure-request-object-with-nbf-over-15-fails",
    "ensure-request-object-with-nbf-8-seconds-in-the-future-is-accepted",
    "ensure-signed-request-object-with-RS256-fails",
    "ensure-request-object-signature-algorithm-is-not-none",
    "ensure-request-object-with-invalid-signature-fails",
    "ensure-matching-key-in-authorization-request",
    "ensure-unsigned-request-at-par-endpoint-fails",
    "par-authorization-request-containing-request_uri",
]
FAPI2_UNSIGNED = [
    "discovery-end-point-verification",
    "happy-flow",
    "user-rejects-authentication",
    "ensure-authorization-request-without-state-success",
    "ensure-authorization-request-without-nonce-success",
    "ensure-authorization-request-with-64-char-nonce-success",
    "ensure-other-scope-order-succeeds",
    "test-claims-parameter-identity-claims",
    "access-token-type-header-case-sensitivity",
    "check-dpop-proof-nbf-exp",
    "ensure-dpopproof-with-iat-10seconds-before-succeeds",
    "ensure-dpopproof-with-iat-10seconds-after-succeeds",
    "ensure-mismatched-dpop-jkt-fails",
    "ensure-token-endpoint-fails-with-mismatched-dpop-proof-jkt",
    "ensure-token-endpoint-fails-with-mismatched-dpop-jkt",
    "ensure-dpopproof-at-par-endpoint-binding-success",
    "ensure-dpop-auth-code-binding-success",
    "ensure-different-nonce-inside-and-outside-request-object",
    "ensure-different-state-inside-and-outside-request-object",
    "ensure-authorization-request-with-long-nonce",
    "ensure-authorization-request-with-long-state",
    "state-only-outside-request-object-not-used",
    "ensure-request-object-without-redirect-uri-fails",
    "ensure-registered-redirect-uri",
    "plain-fapi-tolerate-unregistered-redirect-uri",
    "ensure-unsigned-authorization-request-without-using-par-fails",
    "ensure-redirect-uri-in-authorization-request",
    "ensure-response-type-code-idtoken-fails",
    "australia-connectid-ensure-invalid-purpose-fails",
    "ensure-response-type-token-fails",
    "ensure-client-id-in-token-endpoint",
    "ensure-holder-of-key-required",
    "ensure-authorization-code-is-bound-to-client",
    "attempt-reuse-authorization-code-after-one-second",
    "ensure-token-endpoint-fails-with-expired-auth-code",
    "ensure-signed-client-assertion-with-RS256-fails",
    "ensure-client-assertion-in-token-endpoint",
    "ensure-client-assertion-with-exp-is-5-minutes-in-past-fails",
    "ensure-client-assertion-with-wrong-aud-fails",
    "ensure-client-assertion-with-no-sub-fails",
    "dpop-negative-tests",
    "refresh-token",
    "ensure-server-handles-non-matching-intent-id",
    "test-essential-acr-sca-claim",
    "brazil-ensure-bad-payment-signature-fails",
    "australia-connectid-test-claims-parameter-idtoken-identity-claims",
    "par-ensure-reused-request-uri-prior-to-auth-completion-succeeds",
    "par-attempt-reuse-request_uri",
    "par-attempt-to-use-expired-request_uri",
    "par-ensure-jwt-client-assertions-nbf-8-seconds-in-the-future-is-accepted",
    "par-ensure-jwt-client-assertions-nbf-over-60-seconds-in-the-future-fails",
    "par-attempt-to-use-request_uri-for-different-client",
    "par-authorization-request-containing-request_uri-form-param",
    "par-attempt-invalid-http-method",
    "par-ensure-pkce-required",
    "ensure-pkce-code-verifier-required",
    "incorrect-pkce-code-verifier-rejected",
    "par-plain-pkce-rejected",
    "par-without-duplicate-parameters",
    "par-test-array-as-audience-fails",
    "par-test-par-endpoint-url-as-audience-fails",
    "par-test-token-endpoint-url-as-audience-fails",
]
# What of it is left where there is nothing but client credentials; a variant of the first plan in the suite.
FAPI2_CLIENT_CREDENTIALS = [
    "discovery-end-point-verification",
    "happy-flow",
    "access-token-type-header-case-sensitivity",
    "check-dpop-proof-nbf-exp",
    "ensure-dpopproof-with-iat-10seconds-before-succeeds",
    "ensure-dpopproof-with-iat-10seconds-after-succeeds",
    "ensure-client-id-in-token-endpoint",
    "ensure-holder-of-key-required",
    "ensure-signed-client-assertion-with-RS256-fails",
    "ensure-client-assertion-in-token-endpoint",
    "ensure-client-assertion-with-exp-is-5-minutes-in-past-fails",
    "ensure-client-assertion-with-wrong-aud-fails",
    "ensure-client-assertion-with-no-sub-fails",
    "dpop-negative-tests",
]

# The plans, each with all of its modules.
FORM_POST = "oidcc-formpost-basic-certification-test-plan"
DYNAMIC = "oidcc-dynamic-certification-test-plan"
CLIENT_CREDENTIALS = "fapi2-security-profile-final-client-credentials-grant-test-plan"
PLANS = {
    "oidcc-basic-certification-test-plan": BASIC,
    "oidcc-config-certification-test-plan": ["oidcc-discovery-endpoint-verification"],
    FORM_POST: BASIC,
    DYNAMIC: [
        "oidcc-idtoken-rs256",
        "oidcc-idtoken-unsigned",
        "oidcc-userinfo-rs256",
        "oidcc-ensure-redirect-uri-in-authorization-request",
        "oidcc-redirect-uri-query-OK",
        "oidcc-redirect-uri-query-mismatch",
        "oidcc-redirect-uri-query-added",
        "oidcc-redirect-uri-regfrag",
        "oidcc-discovery-endpoint-verification",
        "oidcc-server",
        "oidcc-registration-logo-uri",
        "oidcc-registration-policy-uri",
        "oidcc-registration-tos-uri",
        "oidcc-registration-jwks-uri",
        "oidcc-registration-sector-uri",
        "oidcc-registration-sector-bad",
        "oidcc-server-rotate-keys",
        "oidcc-refresh-token-rp-key-rotation",
        "oidcc-request-uri-unsigned",
        "oidcc-request-uri-signed-rs256",
        "oidcc-ensure-request-object-with-redirect-uri",
        "oidcc-refresh-token",
        "oidcc-ensure-client-assertion-with-iss-aud-succeeds",
    ],
    "oidcc-3rdparty-init-login-certification-test-plan": [
        "oidcc-3rd_party-init-login",
        "oidcc-3rd_party-init-login-nohttps",
    ],
    "oidcc-rp-initiated-logout-certification-test-plan": [
        "oidcc-rp-initiated-logout-discovery-endpoint-verification",
        "oidcc-rp-initiated-logout",
        "oidcc-rp-initiated-logout-bad-post-logout-redirect-uri",
        "oidcc-rp-initiated-logout-modified-id-token-hint",
        "oidcc-rp-initiated-logout-no-id-token-hint",
        "oidcc-rp-initiated-logout-no-params",
        "oidcc-rp-initiated-logout-no-post-logout-redirect-uri",
        "oidcc-rp-initiated-logout-no-state",
        "oidcc-rp-initiated-logout-only-state",
        "oidcc-rp-initiated-logout-query-added-to-post-logout-redirect-uri",
        "oidcc-rp-initiated-logout-bad-id-token-hint",
    ],
    "oidcc-session-management-certification-test-plan": [
        "oidcc-session-management-discovery-endpoint-verification",
        "oidcc-session-management-rp-initiated-logout",
    ],
    "oidcc-frontchannel-rp-initiated-logout-certification-test-plan": [
        "oidcc-frontchannel-logout-discovery-endpoint-verification",
        "oidcc-frontchannel-rp-initiated-logout",
    ],
    "oidcc-backchannel-rp-initiated-logout-certification-test-plan": [
        "oidcc-backchannel-logout-discovery-endpoint-verification",
        "oidcc-backchannel-rp-initiated-logout",
    ],
    "fapi2-security-profile-final-test-plan": [FAPI2 + module for module in FAPI2_UNSIGNED],
    "fapi2-message-signing-final-test-plan": [FAPI2 + module for module in FAPI2_SIGNED + FAPI2_UNSIGNED],
    CLIENT_CREDENTIALS: [FAPI2 + module for module in FAPI2_CLIENT_CREDENTIALS],
    "oid4vp-1final-verifier-test-plan": [
        "oid4vp-1final-verifier-happy-flow",
        "oid4vp-1final-verifier-minimal-cnf-jwk",
        "oid4vp-1final-verifier-request-uri-method-post",
        "oid4vp-1final-verifier-request-uri-fetched-twice",
        "oid4vp-1final-verifier-invalid-session-transcript",
        "oid4vp-1final-verifier-invalid-kb-jwt-signature",
        "oid4vp-1final-verifier-invalid-credential-signature",
        "oid4vp-1final-verifier-invalid-sd-hash",
        "oid4vp-1final-verifier-invalid-kb-jwt-nonce",
        "oid4vp-1final-verifier-invalid-kb-jwt-aud",
        "oid4vp-1final-verifier-kb-jwt-iat-in-past",
        "oid4vp-1final-verifier-kb-jwt-iat-in-future",
    ],
    "oid4vci-1_0-issuer-test-plan": [
        "oid4vci-1_0-issuer-metadata-test",
        "oid4vci-1_0-issuer-metadata-test-signed",
        "oid4vci-1_0-issuer-happy-flow",
        "oid4vci-1_0-issuer-happy-flow-additional-requests",
        "oid4vci-1_0-issuer-happy-flow-multiple-clients",
        "oid4vci-1_0-issuer-happy-flow-skip-notification",
        "oid4vci-1_0-issuer-batch-issuance",
        "oid4vci-1_0-issuer-fail-invalid-nonce",
        "oid4vci-1_0-issuer-fail-invalid-jwt-proof-signature",
        "oid4vci-1_0-issuer-fail-invalid-key-attestation-signature",
        "oid4vci-1_0-issuer-fail-invalid-client-attestation-signature",
        "oid4vci-1_0-issuer-fail-invalid-client-attestation-pop-signature",
        "oid4vci-1_0-issuer-fail-client-attestation-exp-in-past",
        "oid4vci-1_0-issuer-fail-client-attestation-no-sub",
        "oid4vci-1_0-issuer-fail-client-attestation-pop-wrong-aud",
        "oid4vci-1_0-issuer-fail-mismatched-client-attestation-pop-key",
        "oid4vci-1_0-issuer-fail-missing-proof",
        "oid4vci-1_0-issuer-fail-unsupported-encryption-algorithm",
        "oid4vci-1_0-issuer-fail-unknown-credential-configuration",
        "oid4vci-1_0-issuer-fail-unknown-credential-identifier",
        "oid4vci-1_0-issuer-fail-on-access-token-in-query",
    ],
    "openid-federation-entity-joined-to-test-federation-op-test-plan": [
        "openid-federation-automatic-client-registration-" + module for module in [
            "invalid-iss-in-entity-configuration",
            "expect-entity-configuration-request",
            "with-jar-and-get",
            "with-jar-and-post",
            "with-par",
            "with-jar-and-get-and-trust-chain",
            "with-jar-and-post-and-trust-chain",
            "with-par-and-trust-chain",
            "with-jar-and-encrypted-request-object",
            "invalid-client-id-in-request-object",
            "invalid-client-id-in-query-parameters",
            "invalid-signature-on-request-object",
            "invalid-signature-with-other-keys-on-request-object",
            "invalid-request-object-exp",
            "invalid-request-object-iss",
            "invalid-request-object-aud",
            "invalid-request-object-sub",
            "invalid-missing-request-object-jti",
            "invalid-missing-request-object-exp",
            "invalid-missing-request-object-iss",
            "invalid-missing-request-object-aud",
            "invalid-duplicate-request-object-jti",
        ]
    ],
    "openid-federation-deployed-entity-test-plan": [
        "openid-federation-entity-configuration",
        "openid-federation-list-and-fetch",
        "openid-federation-ensure-fetch-with-invalid-sub-fails",
        "openid-federation-ensure-fetch-with-iss-as-sub-fails",
        "openid-federation-preconfigured-keys-match-trust-anchors-keys",
        "openid-federation-compare-trust-chain-to-resolve",
    ],
}

# Plans that run the modules of another one once more. One test, named for the plan, plays all of them: their names are
# its arguments.
PLAYED = [FORM_POST, CLIENT_CREDENTIALS]

NO_FEDERATION = "OpenID Federation is not served: clients are registered by an operator, or by themselves"
NO_SUCH_SCOPE = ("a business licence has neither e-mail address nor telephone number; the suite skips the module where "
                 "discovery does not name the scope, and here the login succeeds without it (BasicPlanTests)")
ECOSYSTEM = "a rule of one country's ecosystem, of whose profile this server is none"
NO_ATTESTATION = "wallets are anonymous at the issuer: its codes are pre-authorized, and nobody attests a client"

# What is not claimed, and why: modules, and whole plans.
NOT_CLAIMED = {
    "oidcc-scope-email": NO_SUCH_SCOPE,
    "oidcc-scope-phone": NO_SUCH_SCOPE,
    "oidcc-scope-all": NO_SUCH_SCOPE,
    "oidcc-request-uri-unsigned":
        "an object that nobody signed is not taken; the suite skips the module where discovery does not name alg none",
    FAPI2 + "australia-connectid-ensure-request-object-with-exp-over-10-fails": ECOSYSTEM,
    FAPI2 + "australia-connectid-ensure-request-object-with-nbf-over-15-fails": ECOSYSTEM,
    FAPI2 + "australia-connectid-ensure-invalid-purpose-fails": ECOSYSTEM,
    FAPI2 + "australia-connectid-test-claims-parameter-idtoken-identity-claims": ECOSYSTEM,
    FAPI2 + "brazil-ensure-bad-payment-signature-fails": ECOSYSTEM,
    FAPI2 + "ensure-server-handles-non-matching-intent-id": ECOSYSTEM,
    "oid4vp-1final-verifier-invalid-session-transcript": "mdoc presentations are not asked for; licences are SD-JWT VC",
    "oid4vci-1_0-issuer-batch-issuance":
        "a licence is in one device of its holder: one key proof at a time, and the metadata offers no batches",
    "oid4vci-1_0-issuer-fail-invalid-key-attestation-signature":
        "key attestations are not asked for, and the metadata offers none",
    "oid4vci-1_0-issuer-fail-invalid-client-attestation-signature": NO_ATTESTATION,
    "oid4vci-1_0-issuer-fail-invalid-client-attestation-pop-signature": NO_ATTESTATION,
    "oid4vci-1_0-issuer-fail-client-attestation-exp-in-past": NO_ATTESTATION,
    "oid4vci-1_0-issuer-fail-client-attestation-no-sub": NO_ATTESTATION,
    "oid4vci-1_0-issuer-fail-client-attestation-pop-wrong-aud": NO_ATTESTATION,
    "oid4vci-1_0-issuer-fail-mismatched-client-attestation-pop-key": NO_ATTESTATION,
    "openid-federation-entity-joined-to-test-federation-op-test-plan": NO_FEDERATION,
    "openid-federation-deployed-entity-test-plan": NO_FEDERATION + "; regions' anchors stand in a trust list",
}

# The same, where another plan asks less of the same module.
NOT_CLAIMED_IN = {
    DYNAMIC: {
        "oidcc-discovery-endpoint-verification":
            "Dynamic wants the implicit flow in discovery, which is not served (RFC 9700 §2.1.2); for all else see Config",
    },
    CLIENT_CREDENTIALS: {
        FAPI2 + "access-token-type-header-case-sensitivity":
            "nothing of this server is opened by such a token; the departments that are read the scheme themselves",
    },
}


def tests(folder):
    """All tests as pairs of file and name: what stands behind `func` in Swift and `def test` in Python."""
    for file in sorted(folder.rglob("*.swift")):
        for name in re.findall(r"func\s+`([^`]+)`", file.read_text(encoding="utf-8")):
            yield file, name
    for file in sorted(folder.rglob("test_*.py")):
        for name in re.findall(r"def (test\w+)", file.read_text(encoding="utf-8")):
            yield file, name


def carrying(name, known):
    """The tests whose names carry a module's or a plan's name, and not merely a longer one."""
    return [(file, test) for file, test in known if re.search(re.escape(name) + r"(?![\w-])", test)]


def playing(plan, module, known):
    """The tests of a plan that play the module: it is named, as one of their arguments, in a file beside."""
    return [(file, test) for file, test in carrying(plan, known)
            if any(f'"{module}"' in other.read_text(encoding="utf-8") for other in file.parent.glob("*.swift"))]


def rows(known):
    """Plan, module, the tests that cover it, and the reason where it is not claimed."""
    for plan, modules in PLANS.items():
        for module in modules:
            reason = NOT_CLAIMED_IN.get(plan, {}).get(module) or NOT_CLAIMED.get(module) or NOT_CLAIMED.get(plan)
            found = playing(plan, module, known) if plan in PLAYED else []
            yield plan, module, found or carrying(module, known), reason


def faults(known):
    """What is wrong, in words."""
    listed = {module for modules in PLANS.values() for module in modules}
    for module in sorted(listed):
        plans = [plan for plan, modules in PLANS.items() if module in modules]
        is_left_out = module in NOT_CLAIMED or any(plan in NOT_CLAIMED for plan in plans)
        if module in CLAIMED and is_left_out:
            yield f"{module} is claimed, and left out"
        if module not in CLAIMED and not is_left_out:
            yield f"{module} is neither claimed nor left out with a reason"
    for name in NOT_CLAIMED:
        if name not in listed and name not in PLANS:
            yield f"{name} is left out, and no plan has it"
    for module in CLAIMED:
        if not carrying(module, known):
            yield f"no test carries the name of {module}"
    for plan, module, found, reason in rows(known):
        if reason is None and plan in PLAYED and not playing(plan, module, known):
            yield f"no test of {plan} plays {module}"


def table(known, folder):
    """Every module of every plan, with its test or the reason why it has none."""
    plan = None
    for current, module, found, reason in rows(known):
        if current != plan:
            plan = current
            print(f"\n{plan}\nmodule | test file | test name or reason")
            if plan in NOT_CLAIMED:
                print(f"all {len(PLANS[plan])} modules | not claimed | {NOT_CLAIMED[plan]}")
        if plan in NOT_CLAIMED:
            continue
        if reason is not None:
            print(f"{module} | not claimed | {reason}")
        elif found:
            file, test = found[0]
            print(f"{module} | {file.relative_to(folder)} | {test}")
    print()


def main(arguments):
    folder = Path(__file__).resolve().parent
    known = list(tests(folder))
    if arguments == ["--table"]:
        table(known, folder)
    elif arguments:
        sys.exit("usage: conformance.py [--table]")
    wrong = list(faults(known))
    for fault in wrong:
        print(fault)
    covered = [reason is None for _, _, _, reason in rows(known)]
    print(f"{sum(covered)} of {len(covered)} modules of {len(PLANS)} plans are claimed, {len(wrong)} faults")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
