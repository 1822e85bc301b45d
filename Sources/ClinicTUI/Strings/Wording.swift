import ClinicDomain

/// The languages on screen.
enum Language: String, CaseIterable, Sendable {
  case portuguese = "pt-BR"
  case english = "en"

  /// The wanted language, else the environment's, else Portuguese.
  ///
  /// `LC_ALL`, `LC_MESSAGES` and `LANG` count in that order, as POSIX has it; `C` and `POSIX` say
  /// nothing about the language.
  static func preferred(_ wanted: String?, environment: [String: String]) -> Language {
    if let wanted, let language = Language(tag: wanted) { return language }
    let locale = ["LC_ALL", "LC_MESSAGES", "LANG"].lazy.compactMap { environment[$0] }
      .first { !$0.isEmpty }
    return locale.flatMap(Language.init(tag:)) ?? .portuguese
  }

  /// Reads a language tag or locale, such as `pt-BR`, `pt_BR.UTF-8` or `en`.
  init?(tag: String) {
    switch tag.lowercased().prefix(2) {
    case "pt": self = .portuguese
    case "en": self = .english
    default: return nil
    }
  }
}

/// Every text a person reads, in both languages side by side: one extension per feature.
struct Wording: Equatable, Sendable {
  let language: Language
  /// The kinds of visit as the clinic calls and sets them up.
  var kinds = VisitKinds.builtIn
  /// How the numbers of other sites are shown.
  var sites = SitePrefixes()

  /// The text in the person's language.
  func pick(_ portuguese: @autoclosure () -> String, _ english: @autoclosure () -> String)
    -> String
  {
    switch language {
    case .portuguese: portuguese()
    case .english: english()
    }
  }
}
