/// The files of the Pages folder, by name.
enum EmbeddedPages {
  static let templates: [String: [UInt8]] = [
    "page-top": PackageResources.page_top_mustache,
    "page-main": PackageResources.page_main_mustache,
    "page-bottom": PackageResources.page_bottom_mustache,
    "asker": PackageResources.asker_mustache,
    "sign-in": PackageResources.sign_in_mustache,
    "other-browser": PackageResources.other_browser_mustache,
    "device": PackageResources.device_mustache,
    "backchannel": PackageResources.backchannel_mustache,
    "landing": PackageResources.landing_mustache,
    "form-post": PackageResources.form_post_mustache,
    "receipt": PackageResources.receipt_mustache,
    "error": PackageResources.error_mustache,
    "logout": PackageResources.logout_mustache,
    "consents": PackageResources.consents_mustache,
    "logged-out": PackageResources.logged_out_mustache,
    "text-size": PackageResources.text_size_mustache,
    "check-session": PackageResources.check_session_mustache,
  ]

  static let assets: [String: [UInt8]] = [
    "style.css": PackageResources.style_css,
    "sign-in.js": PackageResources.sign_in_js,
    "check-session.js": PackageResources.check_session_js,
  ]
}
