using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace StanceApi.Commands;

/// <summary>A verb of the command line, or a word behind one, with what its help says after the options.</summary>
/// <param name="name">The word.</param>
/// <param name="about">What it does, in a sentence or two.</param>
/// <param name="more">What else there is to know, and examples.</param>
internal sealed class Verb(string name, string about, string more) : Command(name, about)
{
    public string More { get; } = more;
}

/// <summary>The help of the library, with what a verb has to say besides.</summary>
internal sealed class VerbHelp(HelpAction help, string moreOfRoot) : SynchronousCommandLineAction
{
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        // A word behind a verb takes nothing of what the verb alone takes.
        foreach (var argument in parseResult.CommandResult.Command.Parents.OfType<Command>().SelectMany(verb => verb.Arguments)) argument.Hidden = true;
        var exitCode = help.Invoke(parseResult);
        parseResult.InvocationConfiguration.Output.WriteLine(parseResult.CommandResult.Command is Verb verb ? verb.More : moreOfRoot);
        return exitCode;
    }
}
