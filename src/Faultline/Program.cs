using Faultline.Machines;
using Faultline.Machines.Shop;
using Faultline.Machines.Signals;

namespace Faultline;

/// <summary>The binary's first step.</summary>
internal static class Program
{
    /// <summary>
    /// Socket completions run where they come in: measured, that is worth a factor of three to a single client.
    /// </summary>
    public const string InlineCompletions = "DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS";

    public static Task<int> Main(string[] args)
    {
        if (args is [MachineWeb.Name])
        {
            return Task.FromResult(MachineWeb.Run());
        }

        if (args is [MachineShop.Name])
        {
            return Task.FromResult(MachineShop.Run());
        }

        if (args is [MachineSignal.Name, .. var signal])
        {
            return Task.FromResult(MachineSignal.Run(signal));
        }

        // Read once by the runtime, before the first socket is made.
        Environment.SetEnvironmentVariable(InlineCompletions, "1");
        return Commands.CommandLine.Run(args);
    }
}
