using Faultline.Api.Ec2;
using Faultline.Kernel;
using Faultline.Services.Ec2.Keeping;
using Faultline.Wire;

namespace Faultline.Services.Ec2.Network;

/// <summary>
/// The parts of AWS that have interfaces in the networks of accounts, and alone may change them ("Requester-managed
/// network interfaces", Amazon EC2 User Guide). Pure.
/// </summary>
internal static class Requester
{
    /// <summary>
    /// What interfaces call whoever calls; null for accounts themselves, and for CloudFormation, which only does what
    /// an account asks for.
    /// </summary>
    public static string? Of(Call call) => call.Principal.Service switch
    {
        "elasticloadbalancing.amazonaws.com" => "amazon-elb",
        "rds.amazonaws.com" => "amazon-rds",
        "cloudformation.amazonaws.com" => null,
        var other => other,
    };

    /// <summary>What such a part wants: a network load balancer may do without groups.</summary>
    public static NewInterface Read(CreateNetworkInterfaceRequest request, string requester) =>
        InterfaceRequest.Read(request.Description, request.PrivateIpAddress, null, null) with
        {
            Type = request.InterfaceType ?? NetworkInterfaceType.Interface,
            Requester = requester,
            HasNoGroups = request.InterfaceType is not null && request.Groups is not { Count: > 0 },
        };

    /// <summary>Hangs the interface on what that part has outside of the account.</summary>
    public static Owned<NetworkInterface> Use(
        Ec2State state, Owned<NetworkInterface> eni, string owner, DateTimeOffset? now, Dice dice)
    {
        var used = eni.With(shown =>
        {
            shown.Status = NetworkInterfaceStatus.InUse;
            shown.Attachment = new()
            {
                AttachmentId = dice.Resource("ela-attach"),
                AttachTime = now,
                DeviceIndex = 1,
                DeleteOnTermination = false,
                InstanceOwnerId = owner,
                Status = AttachmentStatus.Attached,
            };
        });
        state.Interfaces.Put(used);
        return used;
    }

    /// <summary>
    /// Says by which public address it is reached, which is the part's own affair. One that leads to another interface
    /// of that part does so no more.
    /// </summary>
    public static void Publish(Ec2State state, Owned<NetworkInterface> eni, string address, string requester)
    {
        foreach (var other in state.Interfaces.All.Where(each => each.Id != eni.Id
            && each.Shown.Association is { } own && own.IpOwnerId == requester && own.PublicIp == address).ToList())
        {
            Withdraw(state, other, requester);
        }

        Interfaces.Associate(
            state, eni.Id, eni.Shown.PrivateIpAddress!, new() { PublicIp = address, IpOwnerId = requester });
    }

    /// <summary>By the address that the part gave it, it is reached no more.</summary>
    public static void Withdraw(Ec2State state, Owned<NetworkInterface> eni, string requester)
    {
        if (eni.Shown.Association?.IpOwnerId == requester)
        {
            Interfaces.Associate(state, eni.Id, eni.Shown.PrivateIpAddress!, null);
        }
    }
}
