using Faultline.Api.Fis;
using Faultline.Services.Fis.Keeping;

namespace Faultline.Services.Fis.Running;

/// <summary>
/// The reasons of states. Those of an action that is completed, of an experiment that is being stopped, of a stop
/// condition and of targets that resolve to nothing are AWS's; the others follow them.
/// </summary>
internal static class Says
{
    public const string Configuration = "ConfigurationFailure";
    public const string Dependent = "DependentServiceFailure";
    public const string Internal = "InternalFailure";
    public const string InvalidTarget = "InvalidTarget";
    public const string Authorization = "AuthorizationFailure";

    public const string EmptyTarget = "Target resolution returned empty set.";
    public const string Initial = "Initial state";
    public const string NotHere = "The action does not act in Faultline.";

    private const int ReasonMost = 512;

    public static Verdict ByUser { get; } = new(ExperimentStatus.Stopped, "Experiment stopped by user.");

    public static Verdict ByAlarm { get; } = new(
        ExperimentStatus.Stopped, "Experiment halted by stop condition.");

    public static Verdict ByLever { get; } = new(
        ExperimentStatus.Stopped, "Experiment stopped because the safety lever was engaged.");

    public static Verdict NeverBegun { get; } = new(
        ExperimentStatus.Cancelled, "Experiment cancelled because the safety lever is engaged.");

    public static Verdict TooLong { get; } = new(
        ExperimentStatus.Failed, "Experiment was still running after 12 hours.") { Code = Internal };

    public static string Of(string status) =>
        status == ExperimentStatus.Stopping ? "Stopping Experiment." : $"Experiment is {status}.";

    public static string Completed => "Experiment completed.";

    public static string Action(string status) => status switch
    {
        ExperimentActionStatus.Pending => Initial,
        ExperimentActionStatus.Initiating or ExperimentActionStatus.Running or ExperimentActionStatus.Stopping =>
            $"Action is {status}.",
        _ => $"Action was {status}.",
    };

    /// <summary>An action failed, and with it the whole.</summary>
    public static Verdict Failed(string action, string code, string reason) => new(
        ExperimentStatus.Failed, Short($"Action {action} failed: {reason}"))
    {
        Code = code,
        Location = $"actions.{action}",
    };

    public static Verdict Unprepared(string code, string location, string reason) =>
        new(ExperimentStatus.Failed, Short(reason)) { Code = code, Location = location };

    /// <summary>As long as a reason may be.</summary>
    public static string Short(string reason) => reason.Length <= ReasonMost ? reason : reason[..ReasonMost];
}
