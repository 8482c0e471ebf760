package import LibCrypto

/// Certificates of clients, made by the openssl command and valid for a hundred years.
package enum SampleCertificates {
  /// Issues the others, but for those that are signed by themselves.
  package static let authority = """
    -----BEGIN CERTIFICATE-----
    MIIBjzCCATagAwIBAgIUcxHi3vt7zMsYTvnlvqGGZnCxtSMwCgYIKoZIzj0EAwIw
    JTENMAsGA1UECgwEVGVzdDEUMBIGA1UEAwwLQ2xpZW50IHJvb3QwIBcNMjYxMTI5
    MDI0ODA2WhgPMjEyNjExMDUwMjQ4MDZaMCUxDTALBgNVBAoMBFRlc3QxFDASBgNV
    BAMMC0NsaWVudCByb290MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEAF0quEp3
    GZU5gyNuA1/mMcZQdWoYiaQlhI+O9DeVvQnO2TJOhgzvN/XLqSX0/l23jHFlGnAk
    rTwZXz/2+QKcyaNCMEAwDwYDVR0TAQH/BAUwAwEB/zAOBgNVHQ8BAf8EBAMCAQYw
    HQYDVR0OBBYEFGa/HijeytAT4H8WDfmBf8bjzDCYMAoGCCqGSM49BAMCA0cAMEQC
    IHhaqZhcf49RFCZzzRCAnl+259vSQ/eR1pV0YwkR7862AiBOrXrR1HKJmey9UEx0
    CQA7Wj8autvmsMRKbzj8FDeLkQ==
    -----END CERTIFICATE-----

    """

  /// With every kind of name; its subject has a comma, Chinese characters and a relative name of two attributes.
  package static let client = """
    -----BEGIN CERTIFICATE-----
    MIICOjCCAeCgAwIBAgIUSeQi5UuFOo1fSBCsaatP4ctAjYIwCgYIKoZIzj0EAwIw
    JTENMAsGA1UECgwEVGVzdDEUMBIGA1UEAwwLQ2xpZW50IHJvb3QwIBcNMjYxMTI5
    MDI0ODA2WhgPMjEyNTA2MjMwMjQ4MDZaME0xCzAJBgNVBAYTAkNOMR0wGwYDVQQK
    DBTmtY7mupDnp5HmioAsIOS4gOWPtzEfMA0GA1UEAwwGcG9ydGFsMA4GA1UECwwH
    UG9ydGFsczBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABCc2oi4EVT7o0hVtgBz1
    KPqeaa3/UfnOna2f4dH6aK6OlmBtJhp0OtfxhE28/DBDVblMuklC941C3Vu4IISE
    AsajgcMwgcAwDAYDVR0TAQH/BAIwADAOBgNVHQ8BAf8EBAMCB4AwEwYDVR0lBAww
    CgYIKwYBBQUHAwIwSwYDVR0RBEQwQoIOUG9ydGFsLkV4YW1wbGWGE3Vybjp0b25n
    emhhbzpwb3J0YWyHBMAAAgeBFW9mZmljZUBwb3J0YWwuZXhhbXBsZTAdBgNVHQ4E
    FgQUrKQhk2fDkmDi2ySOGpv/Lpc363AwHwYDVR0jBBgwFoAUZr8eKN7K0BPgfxYN
    +YF/xuPMMJgwCgYIKoZIzj0EAwIDSAAwRQIgXfD2BJUdjCVugqtIpnhGTlJssQiu
    QQuNVIiPk3tH384CIQC7Q502+pPS3VWZ6wbZ0JEYJZ1K21J7B6EzGFzi9F2rQA==
    -----END CERTIFICATE-----

    """

  /// Of the same authority, for servers only.
  package static let server = """
    -----BEGIN CERTIFICATE-----
    MIIBvjCCAWSgAwIBAgIUSeQi5UuFOo1fSBCsaatP4ctAjYMwCgYIKoZIzj0EAwIw
    JTENMAsGA1UECgwEVGVzdDEUMBIGA1UEAwwLQ2xpZW50IHJvb3QwIBcNMjYxMTI5
    MDI0ODA2WhgPMjEyNTA2MjMwMjQ4MDZaMCAxDTALBgNVBAoMBFRlc3QxDzANBgNV
    BAMMBnBvcnRhbDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABNA/Bh7HGLEj7EkE
    8W2srZ+ubRkBuKwW2z4WJSoylE9LhZ6jY9qByIQOlPjV7kvhlfdAzBpYDoX8W+0y
    PjkZfKCjdTBzMAwGA1UdEwEB/wQCMAAwDgYDVR0PAQH/BAQDAgeAMBMGA1UdJQQM
    MAoGCCsGAQUFBwMBMB0GA1UdDgQWBBSrAyYvYlggITarl+euZhg4+s43djAfBgNV
    HSMEGDAWgBRmvx4o3srQE+B/Fg35gX/G48wwmDAKBggqhkjOPQQDAgNIADBFAiAU
    MEAMY+Qzxw5t8Dudt4dM3jrMFmzsN/tbpUZ1lr6U+QIhAMiRWHEWIqRdTsYIHsu0
    KGylUe4BSCyumiGszxK8EGry
    -----END CERTIFICATE-----

    """

  /// As `client`, and over since November 2026.
  package static let expired = """
    -----BEGIN CERTIFICATE-----
    MIICODCCAd6gAwIBAgIUSeQi5UuFOo1fSBCsaatP4ctAjYQwCgYIKoZIzj0EAwIw
    JTENMAsGA1UECgwEVGVzdDEUMBIGA1UEAwwLQ2xpZW50IHJvb3QwHhcNMjYxMTI5
    MDI0ODA2WhcNMjYxMTMwMDI0ODA2WjBNMQswCQYDVQQGEwJDTjEdMBsGA1UECgwU
    5rWO5rqQ56eR5oqALCDkuIDlj7cxHzANBgNVBAMMBnBvcnRhbDAOBgNVBAsMB1Bv
    cnRhbHMwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAAQnNqIuBFU+6NIVbYAc9Sj6
    nmmt/1H5zp2tn+HR+miujpZgbSYadDrX8YRNvPwwQ1W5TLpJQveNQt1buCCEhALG
    o4HDMIHAMAwGA1UdEwEB/wQCMAAwDgYDVR0PAQH/BAQDAgeAMBMGA1UdJQQMMAoG
    CCsGAQUFBwMCMEsGA1UdEQREMEKCDlBvcnRhbC5FeGFtcGxlhhN1cm46dG9uZ3po
    YW86cG9ydGFshwTAAAIHgRVvZmZpY2VAcG9ydGFsLmV4YW1wbGUwHQYDVR0OBBYE
    FKykIZNnw5Jg4tskjhqb/y6XN+twMB8GA1UdIwQYMBaAFGa/HijeytAT4H8WDfmB
    f8bjzDCYMAoGCCqGSM49BAMCA0gAMEUCIQD+u3MBfYd7rahGpUiKpNM81IXQiaZu
    QcbJks/Avoj5GgIgZXyoljt+pOfiin+uA4DQ8b1F/19atadpB9ISXBuz7iQ=
    -----END CERTIFICATE-----

    """

  /// Signed by itself.
  package static let selfSigned = """
    -----BEGIN CERTIFICATE-----
    MIIBazCCARGgAwIBAgIUNwmqu8E7LQF+OEywy5Ki0NpoNzgwCgYIKoZIzj0EAwIw
    FDESMBAGA1UEAwwJc2VsZi1tYWRlMCAXDTI2MTEyOTAyNDgwNloYDzIxMjUwNjIz
    MDI0ODA2WjAUMRIwEAYDVQQDDAlzZWxmLW1hZGUwWTATBgcqhkjOPQIBBggqhkjO
    PQMBBwNCAASMXSMsFVTAiikDkM6PZyq/JO2qM3CTVcxmlXZNRRbmN2DquSmPM6YS
    OmzwrNkGc0dGxUSkQOxkrzfFAWTbNUuFoz8wPTAMBgNVHRMBAf8EAjAAMA4GA1Ud
    DwEB/wQEAwIHgDAdBgNVHQ4EFgQU0gAhSpV5TCKGDW7HlrwxFctOh3swCgYIKoZI
    zj0EAwIDSAAwRQIhAPreMsXtjL7/WUVvVHQF1Rd/svbdbzm4Xaz/Al23LhXWAiBE
    yibxCkf5LiX9qeIrGb+ZbhDjo/RokavkyE4SfV+kHg==
    -----END CERTIFICATE-----

    """

  /// Signed by itself, with a key of SM2 (GB/T 32918), which most libraries cannot read.
  package static let sm2 = """
    -----BEGIN CERTIFICATE-----
    MIIBXzCCAQWgAwIBAgIUL0flbd0v9CtDbdxGk0ztz3SC36owCgYIKoEcz1UBg3Uw
    DjEMMAoGA1UEAwwDc20yMCAXDTI2MTEyOTAyNDgwNloYDzIxMjUwNjIzMDI0ODA2
    WjAOMQwwCgYDVQQDDANzbTIwWTATBgcqhkjOPQIBBggqgRzPVQGCLQNCAAQeJDBd
    9J+4+MkbZsYZUx6V0rQTK+UjTOJAv3nkfGF00RtyrIBnMfBhhG067Su1VCB5A6Nr
    Z3WF4IfJ0ktvaO7foz8wPTAMBgNVHRMBAf8EAjAAMA4GA1UdDwEB/wQEAwIHgDAd
    BgNVHQ4EFgQUCs4Ol/AO69A7Fnt+Vl23lXbElZcwCgYIKoEcz1UBg3UDSAAwRQIh
    AO3or/tSeIna2b4AUJqmPMnVZWoRxapsb8i6Shbli6nvAiBXNszypFyhsAYgoPZT
    p7+cMuanIHUUZTYQaYYtaq8c3Q==
    -----END CERTIFICATE-----

    """

  /// One of them, read.
  package static func certificate(_ pem: String) throws -> Certificate { try Certificate(pem: pem) }
}
