using Faultline.Api.Ec2;
using Faultline.Services.Ec2.Keeping;

namespace Faultline.Services.Ec2.Instances;

/// <summary>
/// The states of an instance, and the steps from one to the next ("Amazon EC2 instance state changes" in the EC2 user
/// guide). Pure.
/// </summary>
internal static class Life
{
    /// <summary>How long whoever asks still finds an instance that is gone: AWS says about an hour.</summary>
    public static readonly TimeSpan TerminatedShown = TimeSpan.FromHours(1);

    /// <summary>The state as the API shows it, with its code.</summary>
    public static InstanceState Named(string name) => new()
    {
        Name = name,
        Code = name switch
        {
            InstanceStateName.Pending => 0,
            InstanceStateName.Running => 16,
            InstanceStateName.ShuttingDown => 32,
            InstanceStateName.Terminated => 48,
            InstanceStateName.Stopping => 64,
            _ => 80,
        },
    };

    public static Machine Enter(this Machine machine, string state, DateTimeOffset now, DateTimeOffset? due = null) =>
        (machine with { Since = now, Due = due }).With(shown => shown.State = Named(state));

    /// <summary>A state with its reason: who or what led to it.</summary>
    public static Machine Because(this Machine machine, string code, string message, DateTimeOffset now) =>
        machine.With(shown =>
        {
            shown.StateReason = new() { Code = code, Message = message };
            shown.StateTransitionReason = code == Reasons.User
                ? $"User initiated ({now.UtcDateTime:yyyy-MM-dd HH:mm:ss} GMT)"
                : message;
        });

    /// <summary>It runs, and nothing is the matter.</summary>
    public static Machine Up(this Machine machine) => machine with
    {
        Downfall = Downfall.None,
        ImpairedSince = null,
        Reboots = false,
    };

    /// <summary>Nothing of it runs. What a fault has ended boots anew; what died by itself stays as it is.</summary>
    public static Machine Down(this Machine machine, Downfall why, DateTimeOffset now) => machine with
    {
        Boots = why == Downfall.Fault ? machine.Boots + 1 : machine.Boots,
        Downfall = why,
        ImpairedSince = machine.ImpairedSince ?? now,
    };

    /// <summary>It is to boot anew: what runs of it is told to end first.</summary>
    public static Machine Reboot(this Machine machine) => machine with { Boots = machine.Boots + 1, Reboots = true };

    /// <summary>It uses nothing any more: its room, and the public address that it had only while it ran.</summary>
    public static Machine Leave(this Machine machine, Ec2State state)
    {
        if (machine.Host is { } host)
        {
            Capacity.Claims.Give(state, machine, host);
        }

        return machine with
        {
            Host = null,
            Due = null,
            Reboots = false,
            Downfall = Downfall.None,
            ImpairedSince = null,
            Notice = null,
            NoticeStops = false,
            Rebalance = null,
        };
    }
}

/// <summary>The codes of reasons for a state ("StateReason" in the API reference).</summary>
internal static class Reasons
{
    public const string User = "Client.UserInitiatedShutdown";
    public const string Shutdown = "Client.InstanceInitiatedShutdown";
    public const string Internal = "Server.InternalError";
}
