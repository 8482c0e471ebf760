import JOSE

/// A key of 2048 bits and tokens by it, all with the claims of RFC 7515 §A.2, made by Python's `cryptography` 50.0.2: RFC 7520
/// has an example of PS384 only.
enum PS256Vectors {
  /// The key, private.
  static let privateKey: JSON = [
    "kty": "RSA", "alg": "PS256",
    "n": .string(
      "t_E_GdGoK2vLFJ1-5jboIG3cQYLDBG8HpwknVhu22AZx-QYhm0cELFyctm6SgISXxrdxEidbLdX9gK00zdJ_2Y2pk4Mt4ExJLvHT"
        + "Di0lE9NwAVf9wNwNiO_3xmbJhHzavpaC9CYeatn2D4JjchjR3FkWMCf5H489T8nbqWOQ40UNoLZFy8_TZaw9JimV1fbEbsGEYVM8"
        + "IUcyI2r1nEa2lcGjLBypMI3EqSR8Ks-mWdux9hv9NtO9PLZzD5bsZ03X9FZS55UFOHf2yKlYkX3R9WN9-QLRlJx5GplsOlCkeJ6O"
        + "OesdKZv0PTNGiirNUGgKFGlLYf54ehvOL1HCpYrfnQ"),
    "e": "AQAB",
    "d": .string(
      "JRvU7JsI79Wbz0lk0AH0u5IeVNMSD-Nsakzk9DC8JwHJ3YDYp9BgbaizbvSItsfJLOxWMeDhurIIpfyLghh89YFoXBujVjRdsUxV"
        + "FW-TIthNqN-9EDr0uhMbbBnRftqHcNrBiYrlKQ5W31MhR-Ps9qS8XrO5xR2rM10YZShykv7ETegkNOKLBEmz-X-VG69XzqBhbA9d"
        + "85uneLHc7BvSni0-539yKYoifYHSEPQoJcW2SKuTYIqccQ5Hz_pPkp6WNsXiUF_huop3F7TnfolY8mwF3Gpp14CuFVoC874u05Xy"
        + "yflkykAwrVrrmkXhnIX125s8frxKuFdnksflBjNMkQ"),
    "p": .string(
      "2UtQhsYY0oulb6gzy6CfSdzRQSADUYdDLCGLGkL_0FUeW_-AYCpoSzDgDYOV71zDJPKQL0-n2tINsHgZH-FXob9wgOCcKnzLXG4x"
        + "W9QadRjVzk3Anv3jMegzJs6jTEjZAAcswdN6ONfJoGgv24VDRG3b0mpDnnHJ7jVG9usszxk"),
    "q": .string(
      "2LUT6yEeFLr-e0GJ5A1Plrk9leUfRyAWr_HCKY3U2bmbZ9f2AezwwoCE9L4Cu7lg7Sj-5zeS82nhY1VbUrwxWQXfzoSDnPL9JeAj"
        + "GT4N6rISq-AJAXpHquStTlKITYg2vaW0TXXi8O6rvksTx24xawOO39S8iX30JKbNx2sDmSU"),
    "dp": .string(
      "GQhiKISdy3OnBWv9O5Ivh5TWzoffmf7ZMDZVDht12QxVSQfwRCPei_r_dM8Z8M9g89q13Z1xmvXj-dZ8Hn4ZWFrznQVDOGnUC7vu"
        + "F8QhoCfSScgPTsG08MTtT6UyjtE9npE1CMdSJ0ZExiP6j3GUxEdbsavoSlKVjsm4eS2ypdE"),
    "dq": .string(
      "s_KJO7IgXG56arcdXXWAJVRkw1ejBVir_iXuaLsRiEoLtcsqyKaLtbcqsGAnvOJOjiCAqlcHe4DsW6PBVY5YG-g41DBNacKMWysn"
        + "egqBW-XKg1ZhpAx5_notPuBhtp_pdMloUvoVHKPTkQyeu_fQqWAm_86TUEh6twSb04AVWNE"),
    "qi": .string(
      "YbVG0SrsJAO8rZ3bu3q2dvVRsdMfeSh7zsWmbPtDy1ZdtA821mhvdpfdjhvKmuy0s3vUwvSJ0j4oGdq1sATtY2Rt7wM9I7sM9nlo"
        + "O0jUsoS22YggmDrDEeVqRyEqUqW31QtqXd4tZxzdxy6F6BspENlwWIRUUaUuGxxM9xVKXMA"),
  ]

  /// Says PS256 and is: MGF1 by SHA-256, a salt of 32 octets.
  static let token =
    "eyJhbGciOiJQUzI1NiJ9.eyJpc3MiOiJqb2UiLCJleHAiOjEzMDA4MTkzODAsImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp"
    + "0cnVlfQ.IqpC_gaj19On8a3PlgcBJEOfMsJS1OFlrvqnNpdDT0xdClWXRBN1Nb2XTIqGxCtf68lHy5tkBW1NTalwPV3POzeFuKNA"
    + "rGazYOWqQi19gtUEb9VZCVVcwPJWYV5zXZqH5D8PBXHVIVyHcAigE23IgVvEMK3EwRmUc6LinbnzMnxIq7y2kRBrPSpYwmLx91S2"
    + "udw_uhDtQLNp_KwWe0HBtKbW8KY4aXer3Q2RfEkKiOQXn3DSic-4zB8mhxEK5ZjS6EQcTtu4Dojoq6cFJavLBW-5cYzbTST0pyH4"
    + "3aPLYMJIDH_UrvcHJ6H2zu7WZ1GKOuRoxLs9QBWgfILbsG7dYQ"

  /// Say PS256, and are in one thing otherwise.
  static let wrong: [String: String] = [
    "a salt of 20 octets":
      "eyJhbGciOiJQUzI1NiJ9.eyJpc3MiOiJqb2UiLCJleHAiOjEzMDA4MTkzODAsImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp"
      + "0cnVlfQ.Pe2sO4Imz8k8ySLd81ejiVU_SonamfCYxS7mHpIGFWOPsixWqQ9am8Xs3AffI9t1rrSgD7VkMfRlVI0vhwhuJeSwCwn2"
      + "4S3b2I3u3E8LxBqrsUrbSSwJ4V_19n7JWvrYYw0_31bdScb_AHve_3DTrsrmcSqbH1PmRipLiqZ5puZ4xamD8YTiYkIkgXpi1FEq"
      + "MBuwJOoHyDNqWoELD-O4hvjmLswAH1W6eMo1jnkqNjPBH_QuyY04HQ0OdMexdT8lA_Vjd8bSnuXtMH7JkAnBTl5d7eWlvMYpDU5e"
      + "Jsz4Hgt722cHqN5DZW8hJljWwfOeVwQ-xHzO-4OCD7KPHa0oPw",
    "no salt":
      "eyJhbGciOiJQUzI1NiJ9.eyJpc3MiOiJqb2UiLCJleHAiOjEzMDA4MTkzODAsImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp"
      + "0cnVlfQ.VnyUhxG8gvhFZxhPCuM9wFsIGlPS7oyv8gLv_4iK479t-d-iwLZu0VqoyfFfD6P1WHs8_F_13uLn2HHsTxjjklsmXaXc"
      + "ZkrOlFBOM7Qqwz1Xrtzquq0lzpvrADumGzXvdIxdZepoXKVLhQpV6g4k9nAYSNPvwKpFCKEdxaDpIbe2aUmj9eFLV0BLwzXggfAa"
      + "lQ7-lLNbhhAOBF_K6tab0c1xBSTPAcUlaxW-8zUHeZ8DgFRbLMTZJT0qmMVU2dS-9CYBGjY3b5UHLyKRO8vqu0SnMcZArARyuXPr"
      + "rDs7fATQ4iQrnKHRiLU8fuSHsHXtQaVZgJScDuHeLzlcOw3DRg",
    "the longest salt":
      "eyJhbGciOiJQUzI1NiJ9.eyJpc3MiOiJqb2UiLCJleHAiOjEzMDA4MTkzODAsImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp"
      + "0cnVlfQ.TiIvXTbWOxz6gnAwqdXoyzirCVJ4Xx5nDR5aX4aNDnTkOCgPVja1zzWjpkGhj2KVHv1Ntjs85KHQVAu8WUT_7-4lVqSH"
      + "r88z2UqKTuecTdCee2aNrEr8TRWHvL972QeuHHmtad3CkLoZ9NgXow1ITnONHYcB3ymeyFRaaqf_2AcPM4WXQbl3SFL-ln88X4r0"
      + "kkbcA14CXwVvZ8MH9PgzKSzBntQhwFRF4NFPEaFYCAS27w7B2pVsxbiGqWx0pzklkQ-aFKNJ8fgvtKk7DcxrxJOU7q6h9IM0Gej7"
      + "iViLlWtKAdOpejpmu1lpGG6eZTlu_gziF1lhQb9PeTNgDyUyNg",
    "MGF1 by SHA-1":
      "eyJhbGciOiJQUzI1NiJ9.eyJpc3MiOiJqb2UiLCJleHAiOjEzMDA4MTkzODAsImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp"
      + "0cnVlfQ.ezqveXW3sdTsKkV-uy191OSaoRIOXzxZRfPbnOaMV_iIjyaJVs2W7PojIQmoDdKxi7kQPmM83taGzq-WA666noeAYK3u"
      + "hpX1ubcIt4bigzk9p8ULcMxYufBMWcAL332jbflaO4CJfanSfOFA7r0FHFD0kEuBjv-p6_W2TAaQpeTjVKtTsPmS7sNGXjnCGbZm"
      + "svhHVqbkJ-CRiXPpHzL08twXd9S42lnTEXiCZv71eRaEo_tqOYCXEDCJVEcSO86zoVXggeB8TE9Y3fcAuj-oBvy8VvqVMH5OZ2L7"
      + "GnKHvU4oKhwnDiexOdYDl3KAJMDF1cXISbQpHAW2IanMKIRUgQ",
    "RSASSA-PKCS1-v1_5":
      "eyJhbGciOiJQUzI1NiJ9.eyJpc3MiOiJqb2UiLCJleHAiOjEzMDA4MTkzODAsImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp"
      + "0cnVlfQ.nylG9El68nIJmDX8apz0dRl6Bjur7Bnj3RNofoxJzNARBinPwE0AKf7VOLQTz2nWw1Aum5VJjNfv2ehSaTfGgnkaBcre"
      + "fYt77nsgosmez1zLQvXF5nmkByXYpQga_hmg3cKrOjiAorCStz0aDJRFRH9hq2UPxv9F0EZeV9bEMrfmG0JDNqsGBFGbMPZ0CKFu"
      + "90w7-GwzT82BkoyEyQZep4Nz3J00_UjBlofgN5u1Gjmw0cYiOJQsE3uuRPZ7er0jzPehnJmqgSJzWfqrAmCc8M6sq2NRsazN8mh8"
      + "f5G30TMci66zBx5DJcjqtIQCc06uaL0WRD_AvLDd9xdO7_Kkrw",
  ]

  /// Says RS256 and is PS256.
  static let underOtherName =
    "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJqb2UiLCJleHAiOjEzMDA4MTkzODAsImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp"
    + "0cnVlfQ.VzPOJ_RuFrGLLo4gFzrF8_OzMq0_DRkpIOyz5YRi42vZFM7W28rvpunYAwwwIRmXQmK5GjMzEpfMb8LMZcBIeL5FRDLh"
    + "XiGCi8fVscfWeSe3A55_n4W0Irqfw53CHi_zk4tG3Fb7IjZX6pVKmbzjmI1HHZ3NIzGhS-Nwd2523Q38XnPj_IyRbGOA_4DnHSQ2"
    + "As2ZQ7bK6ws4fuE76_MG0CZBx9FMaQbm19e9FUKgbZg10YMr1-n3xz-1iK5GmD8Qur00zgfjHBFsC7BaEFQPFD3KxnZngXREBt4P"
    + "pyclGJiSLWzqvmHBtxdU5uXKxF_FnBxV6jEW2wr47_Vbkf54TA"
}
