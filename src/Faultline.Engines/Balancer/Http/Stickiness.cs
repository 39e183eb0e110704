using System.Globalization;
using System.Text;
using Faultline.Engines.Balancer.Config;
using Faultline.Engines.Balancer.Rules;
using Faultline.Engines.Balancer.Targets;

namespace Faultline.Engines.Balancer.Http;

/// <summary>How a client comes to the same group and target again: by cookies with the names of AWS.</summary>
/// <remarks>"Edit target group attributes for your Application Load Balancer" in the user guide.</remarks>
internal sealed class Stickiness(DateTimeOffset now, byte[] key)
{
    private static ReadOnlySpan<byte> OfTarget => "AWSALB"u8;

    private static ReadOnlySpan<byte> OfApplication => "AWSALBAPP-0"u8;

    private static ReadOnlySpan<byte> OfGroup => "AWSALBTG"u8;

    /// <summary>The group that the client was sent to before, while its time is not over.</summary>
    public Group? Group(Act.Send send, Head head, ReadOnlySpan<byte> bytes)
    {
        if (send is { Sticky: null } or { IsOne: true }
            || Token.Read(Cookies.Find(head, bytes, OfGroup), now, key) is not { } goal)
        {
            return null;
        }

        foreach (var (group, weight) in send.Groups)
        {
            if (group.Token == goal && weight > 0)
            {
                return group;
            }
        }

        return null;
    }

    /// <summary>The target that the client was sent to before.</summary>
    public Member? Member(Group group, Head head, ReadOnlySpan<byte> bytes)
    {
        if (group.Config.Sticky is not { } sticky)
        {
            return null;
        }

        var name = sticky.Own is { } own ? Encoding.ASCII.GetBytes(own)
            : sticky.Cookie is null ? OfTarget
            : OfApplication;
        return Token.Read(Cookies.Find(head, bytes, name), now, key) is { } goal
            && (sticky.Cookie is null || !Cookies.Find(head, bytes, Encoding.ASCII.GetBytes(sticky.Cookie)).IsEmpty)
                ? group.Find(goal)
                : null;
    }

    /// <summary>The fields that make the client come back, for the answer's head.</summary>
    public byte[] Fields(Act.Send send, Group group, Member member, Head answer, ReadOnlySpan<byte> bytes)
    {
        var fields = new StringBuilder();
        if (send is { Sticky: { } time, IsOne: false })
        {
            Add(fields, "AWSALBTG", group.Token, time);
        }

        if (group.Config.Sticky is { Cookie: null } sticky)
        {
            Add(fields, sticky.Own ?? "AWSALB", member.Token, sticky.For);
        }
        else if (group.Config.Sticky is { Cookie: { } cookie } followed
            && Cookies.IsSet(answer, bytes, Encoding.ASCII.GetBytes(cookie)))
        {
            Add(fields, followed.Own ?? "AWSALBAPP-0", member.Token, followed.For);
        }

        return Encoding.ASCII.GetBytes(fields.ToString());
    }

    /// <summary>A second one with the same value is for pages of other sites, which browsers ask for it.</summary>
    private void Add(StringBuilder fields, string name, ulong goal, TimeSpan time)
    {
        DateTimeOffset? until = time == Timeout.InfiniteTimeSpan ? null : now + time;
        var expires = until is { } end ? $" Expires={end.ToString("R", CultureInfo.InvariantCulture)};" : "";
        var rest = $"={Token.Write(goal, until ?? DateTimeOffset.MaxValue, key)};{expires} Path=/";
        fields.Append("Set-Cookie: ").Append(name).Append(rest).Append("\r\n");
        if (name != "AWSALBAPP-0")
        {
            fields.Append("Set-Cookie: ").Append(name).Append("CORS").Append(rest)
                .Append("; SameSite=None; Secure\r\n");
        }
    }
}
