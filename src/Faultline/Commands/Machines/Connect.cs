using System.CommandLine;

namespace Faultline.Commands.Machines;

/// <summary>Opens a shell in an instance.</summary>
internal sealed class Connect : Command
{
    private readonly Argument<string> instance = new("INSTANCE") { Description = "The id of a running instance." };
    private readonly ServerChoice server;

    public Connect() : base("connect", "Open a shell in an EC2 instance.")
    {
        Arguments.Add(instance);
        server = new(this);
        SetAction(Run);
    }

    private async Task<int> Run(ParseResult parsed, CancellationToken ct)
    {
        using var door = await server.Open(parsed, ct);
        var found = await InstanceDoor.Find(door, parsed.GetValue(instance)!, ct);
        return await Inside.Run(found, ["/bin/sh", "-i"], ct);
    }
}
