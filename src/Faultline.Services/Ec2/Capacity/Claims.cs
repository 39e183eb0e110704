using Faultline.Api.Ec2;
using Faultline.Kernel.Places;
using Faultline.Services.Ec2.Instances;
using Faultline.Services.Ec2.Keeping;
using Faultline.Wire;

namespace Faultline.Services.Ec2.Capacity;

internal sealed record Claim(string Host, string? Reservation = null, string? Group = null, int? Partition = null);

internal static class Claims
{
    public static Claim? Take(Ec2State state, Call call, RunInstancesRequest request, Domain zone, double left, List<Claim> before)
    {
        return state.Hosts.Take(zone, request.InstanceType ?? "t3.micro", left, _ => true) is { } host ? new(host) : null;
    }

    public static void Return(Ec2State state, Claim place, string type) => state.Hosts.Give(place.Host, type);

    public static void Give(Ec2State state, Machine machine, string host) =>
        state.Hosts.Give(host, machine.Shown.InstanceType!);

    public static Claim? TakeAgain(Ec2State state, Call call, Machine machine, Domain zone, double left) =>
        state.Hosts.Take(zone, machine.Shown.InstanceType!, left, _ => true) is { } host ? new(host) : null;

    public static bool Fits(Ec2State state, Domain zone, string type, double left)
    {
        if (state.Hosts.Take(zone, type, left, _ => true) is not { } host)
        {
            return false;
        }

        state.Hosts.Give(host, type);
        return true;
    }
}
