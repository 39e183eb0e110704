namespace Faultline.Services.Fis.Actions.Calls;

/// <summary>Has the calls of roles to some operations of one service answered with an error, each in EC2's own form.
/// </summary>
internal sealed class InjectError(ActionReach reach, InjectedError error) : FaultAction(reach)
{
    private const string Service = "service";

    public override IEnumerable<string> Check(IReadOnlyDictionary<string, string> parameters) =>
    [
        .. Given.Among(parameters, Service, "ec2", "kinesis"),
        .. Given.WithinLimits(parameters, Given.Percentage, 0, 100),
    ];

    protected override IEnumerable<Strike> Strikes(ActionScene scene)
    {
        var service = scene.Parameters[Service];
        if (service != "ec2")
        {
            throw ActionRefusal.NotHere(service);
        }

        return
            from role in scene.Targets
            from operation in Given.List(scene.Parameters["operations"])
            select new Strike(error == InjectedError.Throttle ? "api-throttle" : "api-error", With(new()
            {
                [Service] = service,
                ["operation"] = operation,
                ["region"] = scene.Region,
                ["caller"] = role.Arn,
                ["share"] = Given.Share(scene.Parameters.GetValueOrDefault(Given.Percentage)),
            }));
    }

    /// <summary>Without a code of its own an error is in the form that the service has for it.</summary>
    private Dictionary<string, string> With(Dictionary<string, string> given)
    {
        if (error == InjectedError.Internal)
        {
            // "Error codes for the Amazon EC2 API", API reference.
            (given["error"], given["status"]) = ("InternalError", "500");
            given["message"] = "An internal error has occurred";
        }

        return given;
    }
}

/// <summary>What calls are answered with.</summary>
internal enum InjectedError
{
    Internal,
    Throttle,
    Unavailable,
}
