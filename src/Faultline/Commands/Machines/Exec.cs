using System.CommandLine;

namespace Faultline.Commands.Machines;

/// <summary>Runs a program in an instance: where it works, with what it finds, and as a part of it.</summary>
internal sealed class Exec : Command
{
    private readonly Argument<string> instance = new("INSTANCE") { Description = "The id of a running instance." };

    private readonly Argument<string[]> command = new("COMMAND")
    {
        Description = "The program and its arguments, after --.",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly ServerChoice server;

    public Exec() : base("exec", "Run a program in an EC2 instance. Its exit code is ours.")
    {
        Arguments.Add(instance);
        Arguments.Add(command);
        server = new(this);
        SetAction(Run);
    }

    private async Task<int> Run(ParseResult parsed, CancellationToken ct)
    {
        using var door = await server.Open(parsed, ct);
        var found = await InstanceDoor.Find(door, parsed.GetValue(instance)!, ct);
        return await Inside.Run(found, parsed.GetValue(command)!, ct);
    }
}
