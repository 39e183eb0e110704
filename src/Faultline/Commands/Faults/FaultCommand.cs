using System.CommandLine;

namespace Faultline.Commands.Faults;

/// <summary>Everything about faults: begin them, see them, end them.</summary>
internal sealed class FaultCommand : Command
{
    public FaultCommand() : base("fault", "Begin, see and end faults.")
    {
        Subcommands.Add(new FaultList());
        Subcommands.Add(new FaultShow());
        Subcommands.Add(new FaultClear());
        Subcommands.Add(new FaultKinds());
        Subcommands.Add(new FaultAdd());
        foreach (var form in Form.All)
        {
            Subcommands.Add(new FaultForm(form));
        }
    }
}
