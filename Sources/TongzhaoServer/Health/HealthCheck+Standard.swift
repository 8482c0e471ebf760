package import JOSE
package import KeyCustody
package import SQLStore

// What every server needs: its database, to read and to write; a key in each slot; keys that follow the database.

extension HealthCheck {
  /// The database answers.
  package static func database(_ database: any SQLDatabase) -> HealthCheck {
    HealthCheck("database") {
      do {
        _ = try await database.read { try $0.rows("SELECT 1", []) }
        return nil
      } catch {
        return "the database does not answer"
      }
    }
  }

  /// The database takes writes and keeps them. At most every few seconds, because each time is a real one.
  package static func databaseWrites(_ probe: SQLWriteProbe, clock: @escaping @Sendable () -> NumericDate)
    -> HealthCheck
  {
    HealthCheck("database_writes") {
      do {
        try await probe.write(at: clock())
        return nil
      } catch {
        return "the database takes no writes"
      }
    }
  }

  /// A key signs in each slot, and its certificate is valid.
  package static func signingKeys(
    _ keys: KeyRing, slots: [KeySlot], clock: @escaping @Sendable () -> NumericDate
  ) -> HealthCheck {
    HealthCheck("signing_keys") {
      let now = clock()
      let without = slots.filter { slot in
        do {
          _ = try keys.current(slot.use, slot.algorithm, at: now)
          return false
        } catch {
          return true
        }
      }
      return without.isEmpty ? nil : "no key can sign for \(without.map(\.description).joined(separator: ", "))"
    }
  }

  /// The token answers, if keys that sign are in one.
  package static func token(_ keys: KeyRing) -> HealthCheck {
    HealthCheck("token") { keys.tokenFault == nil ? nil : "the token of signing keys does not answer" }
  }

  /// The keys were compared with the database lately: else a rotation or a revocation passes this process by.
  package static func keysFollowed(
    _ keys: KeyRing, limit: Int = 60, since start: NumericDate, clock: @escaping @Sendable () -> NumericDate
  ) -> HealthCheck {
    HealthCheck("keys_followed") {
      let age = clock() - (keys.followedAt ?? start)
      return age <= limit ? nil : "the keys were not compared with the database for \(age) s"
    }
  }
}
