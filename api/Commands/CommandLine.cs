namespace StanceApi.Commands;

/// <summary>What the command line says besides settings.</summary>
internal static class CommandLine
{
    private const string Help = """
        StanceApi: who stands where on a decision, with which arguments, on which evidence.

        usage: StanceApi [--urls ADDRESS] [--SECTION:NAME VALUE ...]

          --urls http://localhost:5080                     the addresses to listen on
          --ConnectionStrings:Stance "Data Source=FILE"    the database, made where it is absent, or
                                     "Host=...;Database=..."  on PostgreSQL
          --Auth:BootstrapKey KEY                          an administrator's key to create
          --Seeds:OnEmpty true                             fill an empty database with the demonstration data

        Every setting can also be an environment variable, with __ for the colon. The README has the table.
        Exit codes: 0 stopped, 2 a wrong setting, 3 the store cannot be used.
        """;

    /// <summary>Answers what is no start of the service, with the exit code; null where the service shall start.</summary>
    public static int? Answer(string[] args)
    {
        if (args.Any(argument => argument is "--help" or "-h" or "-?"))
        {
            Console.Out.WriteLine(Help);
            return 0;
        }

        if (args.Length == 0 || args[0].StartsWith('-') || args[0].StartsWith('/') || args[0].Contains('=', StringComparison.Ordinal)) return null;
        Console.Error.WriteLine($"'{args[0]}' is not known. StanceApi --help tells what is.");
        return 2;
    }
}
