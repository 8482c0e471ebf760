import ArgumentParser
import TongzhaoServer

extension Operators {
  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list", abstract: "All operators, removed ones too.",
      discussion: "Example: tongzhao operators list --operator zhang.json")

    @OptionGroup var options: OperatorOptions

    func run() async throws { try await options.run(ListOperators()) }
  }

  struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "show", abstract: "One operator.",
      discussion: "Example: tongzhao operators show zhang --operator li.json")

    @Argument(help: "The operator.") var name: String
    @OptionGroup var options: OperatorOptions

    func run() async throws { try await options.run(ShowOperator(name)) }
  }

  struct Suspend: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "suspend",
      abstract: "Take an operator out of service: every session of the operator is over at once.",
      discussion: "Example: tongzhao operators suspend zhang --reason 'on leave' --operator li.json")

    @Argument(help: "The operator.") var name: String
    @OptionGroup var options: OperatorOptions

    func run() async throws { try await options.run(SuspendOperator(name)) }
  }

  struct Resume: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "resume", abstract: "Put a suspended operator back into service.",
      discussion: "Example: tongzhao operators resume zhang --reason 'back' --operator li.json")

    @Argument(help: "The operator.") var name: String
    @OptionGroup var options: OperatorOptions

    func run() async throws { try await options.run(ResumeOperator(name)) }
  }

  struct Remove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "remove", abstract: "Remove an operator for good; the name is not given to anybody else.",
      discussion: "Example: tongzhao operators remove zhang --reason 'left' --operator li.json")

    @Argument(help: "The operator.") var name: String
    @OptionGroup var options: OperatorOptions

    func run() async throws { try await options.run(RemoveOperator(name)) }
  }

  struct WhoAmINow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "whoami",
      abstract: "Who asks, as the server sees it.",
      discussion: "Example: tongzhao operators whoami --operator zhang.json")

    @OptionGroup var options: OperatorOptions

    func run() async throws { try await options.run(WhoAmI()) }
  }
}
