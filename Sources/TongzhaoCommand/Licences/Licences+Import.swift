import ArgumentParser
import Foundation
import LicenceIssuer
import TongzhaoServer

extension Licences {
  struct ImportFile: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "import", abstract: "Import a CSV or JSON Lines file: all of it, or nothing.",
      discussion: """
        UTF-8 (with or without BOM) or GB18030; Chinese or English column names. Every wrong line is named with its
        number, field and reason, and then nothing is changed. The same file twice changes nothing.

        Example: tongzhao licences import licences.csv --settings licence-issuer.json
        """)

    @Argument(help: "The file.") var file: String
    @OptionGroup var options: OperatorOptions

    func run() async throws {
      let content = OperatorContent.file(path: file, isTemporary: false)
      guard FileManager.default.isReadableFile(atPath: file) else { throw ValidationError("\(file) cannot be read") }
      let bar = ProgressBar(total: content.size)
      let answer = try await options.ask(ImportLicences(), content: content) { done, _, note in
        bar.show(done, note: note)
      }
      bar.finish()
      if let answer { try options.tell(answer) }
    }
  }

  struct Sample: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "sample", abstract: "Write a made-up file of licences that imports without a fault.",
      discussion: "Example: tongzhao licences sample --count 1000 > sample.csv")

    @Option(help: "How many licences.") var count: Int
    @Option(help: "csv or jsonl.") var format = SampleFormat.csv
    @Flag(help: "English column names.") var english = false

    enum SampleFormat: String, ExpressibleByArgument, CaseIterable {
      case csv, jsonl
    }

    func run() throws {
      try Registrar.sample(
        count: count, format: format == .csv ? .csv : .jsonLines, usesEnglishNames: english
      ) { try FileHandle.standardOutput.write(contentsOf: Data($0)) }
    }
  }
}
