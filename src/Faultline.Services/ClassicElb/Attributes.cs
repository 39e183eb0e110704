using Faultline.Api.ClassicElb;
using Faultline.Wire.Shapes;

namespace Faultline.Services.ClassicElb;

/// <summary>The attributes of balancers (LoadBalancerAttributes in the API reference). Pure.</summary>
internal static class Attributes
{
    private const string Desync = "elb.http.desyncmitigationmode";
    private const int DrainMax = 3600;
    private const int DrainUnasked = 300;
    private const int EmitUnasked = 60;

    public static LoadBalancerAttributes Unasked { get; } = new()
    {
        CrossZoneLoadBalancing = new() { Enabled = false },
        AccessLog = new() { Enabled = false },
        ConnectionDraining = new() { Enabled = false, Timeout = DrainUnasked },
        ConnectionSettings = new() { IdleTimeout = 60 },
        AdditionalAttributes = [new() { Key = Desync, Value = "defensive" }],
    };

    /// <summary>What was asked for, with what is said by default; refused when a part of it is wrong.</summary>
    public static LoadBalancerAttributes Check(LoadBalancerAttributes asked) => new()
    {
        CrossZoneLoadBalancing = asked.CrossZoneLoadBalancing,
        ConnectionSettings = asked.ConnectionSettings,
        ConnectionDraining = asked.ConnectionDraining is { } draining ? Draining(draining) : null,
        AccessLog = asked.AccessLog is { } log ? Log(log) : null,
        AdditionalAttributes = asked.AdditionalAttributes is { Count: > 0 } more ? more.ConvertAll(Additional) : null,
    };

    private static ConnectionDraining Draining(ConnectionDraining asked) =>
        asked.Timeout is null or (>= 1 and <= DrainMax)
            ? new() { Enabled = asked.Enabled, Timeout = asked.Timeout ?? DrainUnasked }
            : throw Refusal.Configuration($"The connection draining timeout must be between 1 and {DrainMax} seconds");

    private static AccessLog Log(AccessLog asked)
    {
        if (asked.Enabled == true && string.IsNullOrEmpty(asked.S3BucketName))
        {
            throw Refusal.Configuration("An S3 bucket must be specified when access logs are enabled");
        }

        if (asked.EmitInterval is not (null or 5 or 60))
        {
            throw Refusal.Configuration("The interval for access logs must be 5 or 60 minutes");
        }

        return asked.Enabled == true && asked.EmitInterval is null
            ? asked.With(log => log.EmitInterval = EmitUnasked)
            : asked;
    }

    private static AdditionalAttribute Additional(AdditionalAttribute asked) => asked.Key != Desync
        ? throw ClassicElbErrors.LoadBalancerAttributeNotFoundException($"There is no attribute named {asked.Key}")
        : asked.Value is "monitor" or "defensive" or "strictest"
            ? asked
            : throw Refusal.Configuration($"The value of {Desync} must be monitor, defensive or strictest");
}
