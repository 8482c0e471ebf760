package import SQLStore

/// Looks at once at what another process says that it has changed. Where a database says nothing, everybody goes on
/// looking by himself.
package struct AnnouncedChanges: Sendable {
  private let database: any ServerDatabase
  private let looks: [SharedState: @Sendable () async throws -> Void]

  /// - Parameter looks: how each is looked at; what is left out this server does not have.
  package init(_ database: any ServerDatabase, looks: [SharedState: @Sendable () async throws -> Void]) {
    self.database = database
    self.looks = looks
  }

  /// Listens until the task is cancelled.
  package func run(failed: @escaping @Sendable (any Error) -> Void) async {
    guard let announcements = database.announcements() else {
      // A service that returned would be taken for one that failed.
      do { while true { try await Task.sleep(for: .seconds(86_400)) } } catch { return }
    }
    for await changed in announcements {
      do { try await looks[changed]?() } catch is CancellationError { return } catch { failed(error) }
    }
  }
}
