import ArgumentParser
import ELicence
import JOSE
import LicenceIssuer
import TongzhaoServer

extension Licences {
  struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Everything known of one licence, with its history.")

    @Argument(help: "The unified social credit code.") var code: CreditCode
    @OptionGroup var options: SettingsOption
    @Flag(help: "As JSON.") var json = false

    func run() async throws {
      let record = try await Terminal.explaining { try await Licences.registrar(options).show(code) }
      if json {
        var answer = record.licence.json
        answer["holders"] = .array(record.holders.map(Self.json))
        answer["history"] = .array(record.history.map(Self.json))
        print(JSON.object(answer).text)
        return
      }
      print(record.licence.line)
      for (name, value) in record.licence.particulars.json { print("  \(name): \(value.string ?? value.text)") }
      for holder in record.holders {
        print(
          "  \(holder.holder.role.chinese) \(holder.holder.name ?? "") (\(holder.holder.id))"
            + (holder.deviceKey == nil ? " · not received yet" : ""))
      }
      for change in record.history { print("  \(change.at.text)  v\(change.version)  \(change.reason)") }
    }

    private static func json(_ holder: RegisteredHolder) -> JSON {
      var json: JSONObject = [
        "holder_id": .string(holder.holder.id), "holder_role": .string(holder.holder.role.rawValue),
        "appointed_at": .integer(holder.appointedAt.seconds),
      ]
      json["holder_name"] = holder.holder.name.map(JSON.string)
      json["device_key"] = holder.deviceKey.map(JSON.string)
      return .object(json)
    }

    private static func json(_ change: LicenceChange) -> JSON {
      [
        "version": .integer(Int64(change.version)), "at": .integer(change.at.seconds), "reason": .string(change.reason),
        "before": .object(change.before), "after": .object(change.after),
      ]
    }
  }

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "All licences by code, a page at a time.")

    @OptionGroup var page: PageOption

    func run() async throws {
      let registrar = try await Licences.registrar(page.settings)
      try await page.print { try await registrar.list(after: $0, limit: $1) }
    }
  }

  struct Search: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Licences whose code or name begins with a text.",
      discussion: "Example: tongzhao licences search 济源示例 --settings licence-issuer.json")

    @Argument(help: "The beginning of a code or name.") var text: String
    @OptionGroup var page: PageOption

    func run() async throws {
      let registrar = try await Licences.registrar(page.settings)
      try await page.print { try await registrar.search(text, after: $0, limit: $1) }
    }
  }

  /// What listing commands share.
  struct PageOption: ParsableArguments {
    @OptionGroup var settings: SettingsOption
    @Option(help: "At most so many (1 to 1000).") var limit = 50
    @Option(help: "Begin behind the licence with this code.") var after: CreditCode?
    @Flag(help: "As JSON Lines.") var json = false

    func validate() throws {
      if !(1...1000).contains(limit) { throw ValidationError("--limit must be between 1 and 1000") }
    }

    func print(_ read: (LicenceCursor?, Int) async throws -> LicencePage) async throws {
      var cursor: LicenceCursor?
      if let after {
        let record = try await Terminal.explaining { try await Licences.registrar(settings).show(after) }
        cursor = LicenceCursor(after: record.licence)
      }
      let page = try await read(cursor, limit)
      for licence in page.licences { Swift.print(json ? JSON.object(licence.json).text : licence.line) }
      if let next = page.next { Terminal.error("more: --after \(next.uscc)") }
    }
  }
}
