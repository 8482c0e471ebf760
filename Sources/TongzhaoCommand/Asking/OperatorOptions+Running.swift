import ArgumentParser
import Foundation
import JOSE
import TongzhaoServer

extension OperatorOptions {
  /// Plans, has confirmed, carries out and prints.
  /// - Parameter content: the file that goes with the command.
  func run(_ command: some OperatorCommand, content: OperatorContent? = nil) async throws {
    if let answer = try await ask(command, content: content) { try tell(answer) }
  }

  /// Plans, has confirmed and carries out.
  /// - Returns: nil when only the plan was asked for.
  func ask(
    _ command: some OperatorCommand, content: OperatorContent? = nil,
    progress: @escaping @Sendable (_ done: Int, _ total: Int, _ note: String) -> Void = { _, _, _ in }
  ) async throws -> OperatorAnswer? {
    if type(of: command).effect == .endangers, reason?.isEmpty ?? true {
      throw ValidationError("say why: --reason '…'; it is remembered")
    }
    return try await Terminal.operating {
      let counter = try await counter(for: type(of: command), content: content, progress: progress)
      if type(of: command).effect == .looks, !plan { return try await counter.carryOut(command) }
      let planned = try await counter.plan(command)
      if plan {
        let lines = planned.count > 1 ? Array(planned.dropLast()) : planned
        let readable = lines.map(Self.readable).joined(separator: "\n")
        print(json ? JSON.object(["plan": .array(lines.map(JSON.string))]).text : readable)
        return nil
      }
      if let question = planned.last {
        for line in planned.dropLast() { Terminal.error(Self.readable(line)) }
        try Terminal.confirm(Self.readable(question), yes: yes)
      }
      return try await counter.carryOut(command)
    }
  }

  /// Prints an answer, the last that is done with it; a finding is an exit code of its own.
  func tell(_ answer: OperatorAnswer) throws {
    defer { answer.content?.discard() }
    if json { print(answer.json.text) } else { for line in answer.lines { print(Self.readable(line)) } }
    for line in answer.warnings { Terminal.error(Self.readable(line)) }
    if answer.finding { throw Outcome.faulty }
  }

  /// What a person reads: names and purposes in it are a stranger's, and what one operator entered another decides on.
  private static func readable(_ line: String) -> String { line.printable(keepingLines: true) }

  /// Where commands of this type are taken.
  private func counter(
    for command: any OperatorCommand.Type, content: OperatorContent?,
    progress: @escaping @Sendable (_ done: Int, _ total: Int, _ note: String) -> Void
  ) async throws -> any OperatorCounter {
    guard let settings else { return try remote(content) }
    if server?.address != nil { throw ValidationError("say --settings or the address of an admin API, not both") }
    let read = try await kind(for: command).settings(settings)
    let desk = try await OperatorDesk.openedAtMachine(
      for: command, settings: read, account: Audit.account,
      breakingGlass: breakGlass, reason: reason, content: content, progress: progress, at: .now())
    if case .breakingGlass = desk.asker { Terminal.error("The glass is broken: this is in the audit log.") }
    return LocalCounter(desk: desk)
  }

  private func remote(_ content: OperatorContent?) throws -> RemoteCounter {
    let file = ProfilePlace.file(profile)
    guard profile != nil || FileManager.default.fileExists(atPath: file) else {
      throw ValidationError("say whom to ask: --settings FILE at the server, or --operator FILE from elsewhere")
    }
    let profile = try OperatorProfile(file: file)
    let session = try SavedSession(of: profile)
    if let address = server?.address, address != session.server {
      throw ValidationError("the session is for \(session.server): log in at \(address) first")
    }
    return RemoteCounter(
      client: try AdminClient(session, of: profile), reason: reason, content: content)
  }
}
