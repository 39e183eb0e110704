using Faultline.Api.Ec2;

namespace Faultline.Services.Ec2;

/// <summary>
/// What AWS decides about an instance, and whoever rehearses for it decides here: events, interruptions, warnings.
/// </summary>
public abstract record InstanceOrder
{
    /// <summary>The codes that an event may have.</summary>
    public static IReadOnlyList<string> Codes { get; } =
    [
        EventCode.InstanceReboot, EventCode.SystemReboot, EventCode.SystemMaintenance, EventCode.InstanceRetirement,
        EventCode.InstanceStop,
    ];

    /// <summary>An event of that code is to happen in that time.</summary>
    public sealed record Schedule(string Code, TimeSpan In, string? Says) : InstanceOrder;

    /// <summary>An event is not to happen.</summary>
    public sealed record Cancel(string Event) : InstanceOrder;

    /// <summary>It is taken away in that time, as a spot instance is, and told so at once.</summary>
    public sealed record Interrupt(TimeSpan In, bool Stops) : InstanceOrder
    {
        /// <summary>The same as an hour, for whoever may have to say it again: said twice, it happens once.</summary>
        public DateTimeOffset? At { get; init; }
    }

    /// <summary>It is told that it runs a greater risk of being taken away.</summary>
    public sealed record Rebalance : InstanceOrder
    {
        /// <summary>From when on, for whoever may have to say it again: said twice, it is told once.</summary>
        public DateTimeOffset? At { get; init; }
    }
}

/// <summary>An order that does not fit the instance as it is. Its message says so in a sentence.</summary>
public sealed class OrderRefused(string message) : Exception(message);
