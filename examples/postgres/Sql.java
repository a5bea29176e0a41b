import java.sql.DriverManager;
import java.sql.ResultSet;
import java.util.StringJoiner;

/// Runs one SQL statement on the server at an address and prints the rows, columns split by `|`.
public final class Sql {
  private Sql() {}

  public static void main(String[] args) throws Exception {
    String url = "jdbc:postgresql://" + args[0] + ":5432/postgres?connectTimeout=5";
    try (var connection = DriverManager.getConnection(url, "postgres", "secret");
        var statement = connection.createStatement()) {
      boolean hasRows = statement.execute(args[1]);
      if (!hasRows) return;
      try (ResultSet rows = statement.getResultSet()) {
        int columns = rows.getMetaData().getColumnCount();
        while (rows.next()) {
          StringJoiner line = new StringJoiner("|");
          for (int i = 1; i <= columns; i++) line.add(String.valueOf(rows.getString(i)));
          System.out.println(line);
        }
      }
    }
  }
}
