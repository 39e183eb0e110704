namespace Faultline.Services.Ec2.Network;

/// <summary>Whether a flow passes; if not, what stops it, by which of its rules, and the sentence for people.</summary>
internal sealed record FlowVerdict(FlowStop Stop, string Sentence)
{
    /// <summary>The id of what stops it: a group, a network ACL, a route table, a gateway.</summary>
    public string? By { get; init; }

    /// <summary>The rule of it, where it is one: the number in an ACL, the destination of a route.</summary>
    public string? Rule { get; init; }

    public bool IsAllowed => Stop == FlowStop.None;
}

/// <summary>What can stop a flow.</summary>
internal enum FlowStop
{
    None,

    /// <summary>An end of it is not there.</summary>
    NoInterface,

    /// <summary>No group of the source lets it out.</summary>
    GroupEgress,

    /// <summary>No group of the destination lets it in.</summary>
    GroupIngress,

    /// <summary>The ACL of a subnet that it leaves.</summary>
    AclOut,

    /// <summary>The ACL of a subnet that it comes to.</summary>
    AclIn,

    /// <summary>The ACL of a subnet that its answer leaves: ACLs remember nothing.</summary>
    AnswerAclOut,

    /// <summary>The ACL of a subnet that its answer comes to.</summary>
    AnswerAclIn,

    /// <summary>No route leads to the destination, or back to the source.</summary>
    NoRoute,

    /// <summary>A route leads to what is not there any more.</summary>
    Blackhole,

    NoInternetGateway,

    /// <summary>Who would talk with the internet has no address there.</summary>
    NoPublicAddress,

    /// <summary>It leads to something that passes nothing on.</summary>
    NotPassedOn,
}
