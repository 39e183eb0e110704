namespace Faultline.Kernel.Faults;

/// <summary>Whether somebody who calls is whom a fault is for: the ARN of a user, a session, or a whole role.</summary>
public static class Callers
{
    private const string Role = ":role/";

    /// <summary>
    /// Whoever is called so, or calls in the role of that ARN: <c>arn:aws:iam::ACCOUNT:role/PATH/NAME</c> stands for
    /// the sessions <c>arn:aws:sts::ACCOUNT:assumed-role/NAME/...</c>, those of AWS's own services among them.
    /// </summary>
    public static bool Are(string wanted, string? caller)
    {
        if (caller is null || caller == wanted)
        {
            return caller is not null;
        }

        // arn:PARTITION:iam::ACCOUNT:role/PATH/NAME
        if (wanted.IndexOf(Role, StringComparison.Ordinal) is not (> 0 and var at)
            || wanted.Split(':', 6) is not [_, var partition, _, _, var account, _])
        {
            return false;
        }

        var name = wanted.AsSpan(Math.Max(wanted.LastIndexOf('/'), at + Role.Length - 1) + 1);
        var session = $"arn:{partition}:sts::{account}:assumed-role/{name}";
        return caller.StartsWith(session, StringComparison.Ordinal)
            && (caller.Length == session.Length || caller[session.Length] == '/');
    }
}
