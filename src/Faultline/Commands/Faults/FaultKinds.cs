using System.CommandLine;
using Faultline.Kernel.Faults;
using Faultline.Local;

namespace Faultline.Commands.Faults;

/// <summary>Lists the kinds of faults that this build knows; no server is needed.</summary>
internal sealed class FaultKinds : Command
{
    private readonly Option<bool> json = Choices.Json();

    public FaultKinds() : base("kinds", "List the kinds of faults, and the parameters of each.")
    {
        Options.Add(json);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        if (parsed.GetValue(json))
        {
            Print.Json(members =>
            {
                members.WriteStartArray("kinds");
                foreach (var kind in FaultKind.All)
                {
                    FaultJson.Write(members, kind);
                }

                members.WriteEndArray();
            });
            return 0;
        }

        foreach (var kind in FaultKind.All)
        {
            Console.WriteLine($"{kind.Name}: {kind.Says}");
            Print.Rows([.. kind.Parameters.Select(each => (string[])
                [each.Name, each.Needed ? $"{each.Says} (needed)" : each.Says])], "  ");
        }

        return 0;
    }
}
